/** What happened to the account. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useServices } from "../services";
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
