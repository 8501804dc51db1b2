/** The cache of API answers; every step-up challenge is answered here, whichever page made the call. */
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import type { Auth } from "../auth/auth";
import { StepUpRequired } from "./problem";

/** `currentPath` gives the page to come back to. */
export function createQueryClient(auth: Auth, currentPath: () => string): QueryClient {
  const onError = (error: unknown) => {
    if (error instanceof StepUpRequired) auth.stepUp(error.challenge, currentPath());
  };
  return new QueryClient({
    // A query is made again by the page it returns to; a mutation is not: the person presses the button again.
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
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
