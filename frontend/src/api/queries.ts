/** The calls the pages make, each one a hook. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useServices } from "../services";
import { type Api, unwrap } from "./client";

const me = (api: Api) => queryOptions({ queryKey: ["me"], queryFn: () => unwrap(api.GET("/me")) });

const sessions = (api: Api) =>
  queryOptions({
    queryKey: ["sessions"],
    queryFn: async () => (await unwrap(api.GET("/me/sessions"))).results,
  });

const authenticators = (api: Api) =>
  queryOptions({
    queryKey: ["authenticators"],
    queryFn: async () => (await unwrap(api.GET("/me/authenticators"))).results,
  });

/**
 * A POST kept as a query on purpose: it is shared by all renders and kept until it expires, so that going Back from
 * the code page shows the same key again and no key is made twice.
 */
const enrolment = (api: Api) =>
  queryOptions({
    queryKey: ["enrolment"],
    queryFn: () => unwrap(api.POST("/me/authenticators/totp")),
    staleTime: ({ state }) => (state.data ? Date.parse(state.data.expires_at) - state.dataUpdatedAt : 0),
    gcTime: 15 * 60_000,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

export const useMe = () => useQuery(me(useServices().api));
export const useSessions = () => useQuery(sessions(useServices().api));
export const useAuthenticators = () => useQuery(authenticators(useServices().api));
export const useEnrolment = () => useQuery(enrolment(useServices().api));

/** Signs one other browser out. */
export function useRevokeSession() {
  const { api } = useServices();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (handle: string) =>
      unwrap(api.DELETE("/me/sessions/{handle}", { params: { path: { handle } } })),
    onSettled: () => cache.invalidateQueries({ queryKey: ["sessions"] }),
  });
}

/** Signs all other browsers out; gives how many there were. */
export function useRevokeOthers() {
  const { api } = useServices();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async () => (await unwrap(api.POST("/me/sessions/revoke-others"))).ended,
    onSettled: () => cache.invalidateQueries({ queryKey: ["sessions"] }),
  });
}

/** Confirms a pending authenticator by its first code. */
export function useConfirmEnrolment() {
  const { api } = useServices();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: { id: string; code: string; label: string }) =>
      unwrap(api.POST("/me/authenticators/totp/{id}/confirm", { params: { path: { id } }, body })),
    onSuccess: () => {
      cache.removeQueries({ queryKey: ["enrolment"] });
      void cache.invalidateQueries({ queryKey: ["me"] });
      void cache.invalidateQueries({ queryKey: ["authenticators"] });
    },
  });
}

/** Tells the server that the recovery codes are kept, so that the next sign-in does not ask again. */
export function useCodesSaved() {
  const { api } = useServices();
  return useMutation({ mutationFn: () => unwrap(api.POST("/me/recovery-codes/saved")) });
}
