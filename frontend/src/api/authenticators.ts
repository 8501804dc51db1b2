/** Authenticator apps and recovery codes. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useServices } from "../services";
import { useAction } from "./action";
import { unwrap } from "./client";
import type { components } from "./schema";

export type Authenticator = components["schemas"]["Authenticator"];
export type Enrolment = components["schemas"]["TotpEnrolment"];

/** Answers that say something of the person's second factors. */
const FACTORS = ["me", "authenticators"];

export function useAuthenticators() {
  const { api } = useServices();
  return useQuery({
    queryKey: ["authenticators"],
    queryFn: async () => (await unwrap(api.GET("/me/authenticators"))).results,
  });
}

/**
 * A POST kept as a query on purpose: it is shared by all renders and kept until it expires, so that going Back from
 * the code page shows the same key again and no key is made twice.
 */
export function useEnrolment() {
  const { api } = useServices();
  return useQuery({
    queryKey: ["enrolment"],
    queryFn: () => unwrap(api.POST("/me/authenticators/totp")),
    staleTime: ({ state }) => (state.data ? Date.parse(state.data.expires_at) - state.dataUpdatedAt : 0),
    gcTime: 15 * 60_000,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

/** Confirms a pending authenticator by its first code. */
export function useConfirmEnrolment() {
  const cache = useQueryClient();
  return useAction({
    name: "authenticator.confirm",
    run: (api, { id, ...body }: { id: string; code: string; label: string }) =>
      unwrap(api.POST("/me/authenticators/totp/{id}/confirm", { params: { path: { id } }, body })),
    keep: ({ id }) => id, // the code would be old anyway
    renews: FACTORS,
    onSuccess: () => cache.removeQueries({ queryKey: ["enrolment"] }),
  });
}

export const useRemoveAuthenticator = (onSuccess: (removed: Authenticator) => void) =>
  useAction({
    name: "authenticator.remove",
    run: (api, { id }: Authenticator) =>
      unwrap(api.DELETE("/me/authenticators/{id}", { params: { path: { id } } })),
    keep: (authenticator) => authenticator,
    renews: FACTORS,
    onSuccess: (_, authenticator) => onSuccess(authenticator),
  });

export const useRenewCodes = (onSuccess: (codes: readonly string[]) => void) =>
  useAction<void, readonly string[], null>({
    name: "codes.renew",
    run: async (api) => (await unwrap(api.POST("/me/recovery-codes"))).codes,
    keep: () => null,
    renews: ["me"],
    onSuccess,
  });

/** Tells the server that the recovery codes are kept, so that the next sign-in does not ask again. */
export function useCodesSaved() {
  const { api } = useServices();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/me/recovery-codes/saved")),
    onSettled: () => cache.invalidateQueries({ queryKey: ["me"] }),
  });
}

/** Gives an authenticator another name: shown before the answer, taken back when it is refused. */
export function useRename() {
  const { api } = useServices();
  const cache = useQueryClient();
  const key = ["authenticators"];
  return useMutation({
    mutationFn: ({ id, label }: { id: string; label: string }) =>
      unwrap(api.PATCH("/me/authenticators/{id}", { params: { path: { id } }, body: { label } })),
    onMutate: async ({ id, label }) => {
      await cache.cancelQueries({ queryKey: key });
      cache.setQueryData<Authenticator[]>(key, (all) =>
        all?.map((one) => (one.id === id ? { ...one, label } : one)),
      );
    },
    onSettled: () => cache.invalidateQueries({ queryKey: key }),
  });
}
