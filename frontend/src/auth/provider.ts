/** The provider as discovery describes it (OpenID Connect Discovery 1.0 §4). */
import * as client from "openid-client";
import { type AppConfig, isLoopbackHttp } from "../config";

/** Discovers the issuer and makes us its public client; every ID token's signature will be checked. */
export function discover(config: AppConfig): Promise<client.Configuration> {
  const issuer = new URL(config.issuer);
  const execute = [client.enableNonRepudiationChecks];
  if (isLoopbackHttp(issuer)) execute.push(client.allowInsecureRequests);
  const metadata = { [client.clockTolerance]: 60 }; // seconds; people's clocks are off by more than a server's
  return client.discovery(issuer, config.client_id, metadata, client.None(), { execute });
}
