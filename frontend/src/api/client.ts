/** The typed client of the account API: bearer token on, one renewal on 401, refusals as errors. */
import createClient, { type Client } from "openapi-fetch";
import { stepUpChallenge } from "../auth/step-up";
import { toError } from "./problem";
import type { paths } from "./schema";

export type Api = Client<paths>;

/** Where the client gets its access tokens. */
export interface AccessTokens {
  accessToken(): Promise<string>;
  replaced(refused: string): Promise<string>;
  end(): void;
}

export function createApi(baseUrl: string, tokens: AccessTokens): Api {
  return createClient<paths>({ baseUrl, fetch: (request) => authorizedFetch(request, tokens) });
}

/** Sends the request with an access token; once more with another one when the first is refused. Spec: RFC 6750 §2.1, §3.1. */
export async function authorizedFetch(request: Request, tokens: AccessTokens): Promise<Response> {
  const again = request.clone(); // a body can be read only once
  const first = await tokens.accessToken();
  const response = await send(request, first);
  if (!isRefused(response)) return response;
  const second = await tokens.replaced(first);
  const answer = await send(again, second);
  if (isRefused(answer)) tokens.end();
  return answer;
}

function send(request: Request, access_token: string): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.set("Authorization", `Bearer ${access_token}`);
  headers.set("Accept", "application/json, application/problem+json");
  headers.set("Accept-Language", document.documentElement.lang || "en"); // a refusal may carry text for the person
  // No cookies: under /app/ the API shares our origin, and a session cookie must never stand in for the token.
  return fetch(new Request(request, { headers, credentials: "omit", cache: "no-store" }));
}

/** A 401 that another token may mend; a step-up challenge needs the person instead. */
function isRefused(response: Response): boolean {
  return response.status === 401 && stepUpChallenge(response.headers.get("WWW-Authenticate")) === null;
}

/** The data of an answer; throws StepUpRequired, SessionEnded or ApiError for a refusal. */
export async function unwrap<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw toError(response, error);
  return data as T; // undefined only where the schema says 204
}
