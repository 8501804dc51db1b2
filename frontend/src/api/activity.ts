/** What happened to the account. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useServices } from "../services";
import { useAction } from "./action";
import { unwrap } from "./client";
import type { components } from "./schema";

export type ActivityEntry = components["schemas"]["ActivityEntry"];

/** The history, a page at a time. */
export function useActivity() {
  const { api } = useServices();
  return useInfiniteQuery({
    queryKey: ["activity"],
    queryFn: ({ pageParam }) =>
      unwrap(api.GET("/me/activity", { params: { query: pageParam === null ? {} : { cursor: pageParam } } })),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ results }) => results),
    staleTime: 0,
  });
}

/** "This wasn't me": ends the sign-in that the entry belongs to; says whether it was still open. */
export const useDeny = (onSuccess: (wasOpen: boolean) => void) =>
  useAction({
    name: "activity.not-me",
    run: async (api, reference: string) =>
      (await unwrap(api.POST("/me/activity/not-me", { body: { reference } }))).session_ended,
    keep: (reference) => reference,
    renews: ["activity", "sessions", "apps"],
    onSuccess,
  });
