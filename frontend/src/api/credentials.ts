/** Password, e-mail address, and codes by e-mail: each behind a fresh proof. */
import { useQueryClient } from "@tanstack/react-query";
import { useAction } from "./action";
import { unwrap } from "./client";
import type { components } from "./schema";

export const useChangePassword = () =>
  useAction({
    name: "password.change",
    run: (api, body: components["schemas"]["Password"]) => unwrap(api.POST("/me/password", { body })),
    keep: () => null,
    renews: ["sessions", "activity", "apps"],
  });

/** Has a code sent to the new address. */
export const useAskForAddress = (onSuccess: (email: string) => void) =>
  useAction({
    name: "email.ask",
    run: (api, email: string) => unwrap(api.POST("/me/email", { body: { email } })),
    keep: (email) => email,
    renews: [],
    onSuccess: (_, email) => onSuccess(email),
  });

export function useConfirmAddress(address: string, onSuccess: () => void) {
  const cache = useQueryClient();
  return useAction({
    name: "email.confirm",
    run: (api, code: string) => unwrap(api.POST("/me/email/confirm", { body: { code } })),
    keep: () => address,
    renews: ["sessions", "activity", "apps"],
    onSuccess: (me) => {
      cache.setQueryData(["me"], me);
      onSuccess();
    },
  });
}

export const useSwitchEmailCode = (onSuccess: (enabled: boolean) => void) =>
  useAction({
    name: "email-code.switch",
    run: (api, enabled: boolean) => unwrap(api.PUT("/me/email-code", { body: { enabled } })),
    keep: (enabled) => enabled,
    renews: ["me", "activity"],
    onSuccess: (_, enabled) => onSuccess(enabled),
  });
