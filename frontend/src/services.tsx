/** What pages need from outside React: who is signed in, and the API. */
import { QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { type Api, createApi } from "./api/client";
import { createQueryClient } from "./api/query-client";
import { pathInApp } from "./app-url";
import type { Auth, AuthState } from "./auth/auth";
import { answerOtherTabs } from "./auth/other-tabs";

interface Services {
  auth: Auth;
  api: Api;
}

const Context = createContext<Services | null>(null);

export function ServicesProvider({
  auth,
  appUrl,
  children,
}: {
  auth: Auth;
  appUrl: URL;
  children: ReactNode;
}) {
  const [services] = useState(() => ({ auth, api: createApi(auth.config.api, auth) }));
  const [queries] = useState(() => createQueryClient(auth, () => pathInApp(appUrl, new URL(location.href))));
  useEffect(() => answerOtherTabs(() => auth.snapshot().claims !== null), [auth]);
  return (
    <Context value={services}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </Context>
  );
}

export function useServices(): Services {
  const services = useContext(Context);
  if (!services) throw new Error("ServicesProvider is missing");
  return services;
}

/** Who is signed in here, kept current. */
export function useAuthState(): AuthState {
  const { auth } = useServices();
  return useSyncExternalStore(auth.subscribe, auth.snapshot);
}
