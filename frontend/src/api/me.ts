/** The person. */
import { useQuery } from "@tanstack/react-query";
import { useAuthState, useServices } from "../services";
import { unwrap } from "./client";
import type { components } from "./schema";

export type Me = components["schemas"]["Me"];

export function useMe() {
  const { api } = useServices();
  const { claims } = useAuthState();
  return useQuery({
    queryKey: ["me"],
    queryFn: () => unwrap(api.GET("/me")),
    enabled: claims !== null,
  });
}
