/** The person. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { forgetLanguage } from "../language/language";
import { useAuthState, useServices } from "../services";
import { useAction } from "./action";
import { unwrap } from "./client";
import type { components } from "./schema";

export type Me = components["schemas"]["Me"];
export type ProfileChange = components["schemas"]["PatchedProfile"];

export function useMe() {
  const { api } = useServices();
  const { claims } = useAuthState();
  return useQuery({
    queryKey: ["me"],
    queryFn: () => unwrap(api.GET("/me")),
    enabled: claims !== null,
  });
}

export function useUpdateProfile() {
  const cache = useQueryClient();
  return useAction({
    name: "profile.update",
    run: (api, body: ProfileChange) => unwrap(api.PATCH("/me", { body })),
    keep: (body) => body,
    renews: ["activity"],
    onSuccess: (me) => {
      if (me.locale === "") forgetLanguage();
      cache.setQueryData(["me"], me);
    },
  });
}
