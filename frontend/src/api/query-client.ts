/** The cache of API answers; every step-up challenge is answered here, whichever page made the call. */
import { focusManager, MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import type { Auth } from "../auth/auth";
import type { Unfinished } from "../auth/pending-sign-in";
import { StepUpRequired } from "./problem";

declare module "@tanstack/react-query" {
  interface Register {
    /** How a call is named and what of its input may wait in sessionStorage while the person confirms who they are. */
    mutationMeta: { action?: string; keep?: (input: unknown) => unknown };
  }
}

const LOOKED_AT = ["visibilitychange", "focus"];

// Two windows side by side are both visible all the time: that one comes back to this one, only its focus tells.
focusManager.setEventListener((look) => {
  const again = () => look();
  for (const event of LOOKED_AT) window.addEventListener(event, again);
  return () => {
    for (const event of LOOKED_AT) window.removeEventListener(event, again);
  };
});

/** `currentPath` gives the page to come back to. */
export function createQueryClient(auth: Auth, currentPath: () => string): QueryClient {
  const answer = (error: unknown, unfinished?: Unfinished) => {
    if (error instanceof StepUpRequired) auth.stepUp(error.challenge, currentPath(), unfinished);
  };
  return new QueryClient({
    // A query is made again by the page it returns to; a call that changes something by `useUnfinished` there.
    queryCache: new QueryCache({ onError: (error) => answer(error) }),
    mutationCache: new MutationCache({
      onError: (error, input, _result, { meta }) =>
        answer(error, meta?.action ? { action: meta.action, input: meta.keep?.(input) } : undefined),
    }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        networkMode: "always", // offline shows an error with words, not an endless "Loading"
        retry: (failures, error) => error instanceof TypeError && failures < 1,
      },
      mutations: { networkMode: "always" },
    },
  });
}
