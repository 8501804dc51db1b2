/** Calls that change something, and how they go on after a step-up (RFC 9470). */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useServices } from "../services";
import type { Api } from "./client";

interface Action<Input, Output, Kept> {
  name: string;
  run: (api: Api, input: Input) => Promise<Output>;
  /** What of the input may wait in this tab's storage during a step-up: all that the page needs, and never a secret. */
  keep: (input: Input) => Kept;
  /** The answers that it makes stale. */
  renews: readonly string[];
  onSuccess?: (output: Output, input: Input) => void;
}

/** A call made by a button. When the API wants a fresher sign-in the person is taken there and comes back to this page. */
export function useAction<Input, Output, Kept>({
  name,
  run,
  keep,
  renews,
  onSuccess,
}: Action<Input, Output, Kept>) {
  const { api } = useServices();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => run(api, input),
    meta: { action: name, keep: (input) => keep(input as Input) },
    onSuccess: (output, input) => onSuccess?.(output, input),
    onSettled: () => Promise.all(renews.map((key) => cache.invalidateQueries({ queryKey: [key] }))),
  });
}

/**
 * Goes on with what a step-up interrupted on this page. It is given once, and only to the person who had left; `resume`
 * makes the call again, or puts a form back as it was.
 */
export function useUnfinished<Kept>(name: string, resume: (kept: Kept) => void): void {
  const { auth } = useServices();
  useEffect(() => {
    // Not during the effect: StrictMode runs effects twice, and the second run would lose the first one's call.
    const timer = setTimeout(() => {
      const unfinished = auth.takeUnfinished(name);
      if (unfinished) resume(unfinished.input as Kept);
    });
    return () => clearTimeout(timer);
  });
}
