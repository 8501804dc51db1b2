/** Where the person is signed in. */
import { useQuery } from "@tanstack/react-query";
import { useServices } from "../services";
import { useAction } from "./action";
import { unwrap } from "./client";
import type { components } from "./schema";

export type Session = components["schemas"]["Session"];

export function useSessions() {
  const { api } = useServices();
  return useQuery({
    queryKey: ["sessions"],
    queryFn: async () => (await unwrap(api.GET("/me/sessions"))).results,
    staleTime: 0, // another browser may have signed in a moment ago
  });
}

/** Signs one other browser out. */
export const useEndSession = (onSuccess: (session: Session) => void) =>
  useAction({
    name: "session.end",
    run: (api, { handle }: Session) =>
      unwrap(api.DELETE("/me/sessions/{handle}", { params: { path: { handle } } })),
    keep: (session) => session,
    renews: ["sessions", "activity"],
    onSuccess: (_, session) => onSuccess(session),
  });

/** Signs all other browsers out; gives how many there were. */
export const useEndOthers = (onSuccess: (ended: number) => void) =>
  useAction<void, number, null>({
    name: "session.end-others",
    run: async (api) => (await unwrap(api.POST("/me/sessions/revoke-others"))).ended,
    keep: () => null,
    renews: ["sessions", "activity"],
    onSuccess,
  });
