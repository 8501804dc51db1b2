/** The apps that may act for the person. */
import { useQuery } from "@tanstack/react-query";
import { useServices } from "../services";
import { useAction } from "./action";
import { unwrap } from "./client";
import type { components } from "./schema";

export type ConnectedApp = components["schemas"]["ConnectedApp"];

export function useApps() {
  const { api } = useServices();
  return useQuery({
    queryKey: ["apps"],
    queryFn: async () => (await unwrap(api.GET("/me/apps"))).results,
    staleTime: 0,
  });
}

/** Takes an app's access back: consent and tokens, at once. */
export const useDisconnect = (onSuccess: (app: ConnectedApp) => void) =>
  useAction({
    name: "app.disconnect",
    run: (api, { client_id }: ConnectedApp) =>
      unwrap(api.DELETE("/me/apps/{client_id}", { params: { path: { client_id } } })),
    keep: (app) => app,
    renews: ["apps", "activity"],
    onSuccess: (_, app) => onSuccess(app),
  });
