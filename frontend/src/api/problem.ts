/** Refusals of the API as errors, and in words (RFC 9457). */
import { SessionEnded } from "../auth/refresh";
import { type StepUpChallenge, stepUpChallenge } from "../auth/step-up";

/** The members of a problem document that we use. */
export interface Problem {
  type?: string;
  title?: string;
  detail?: string;
  errors?: Record<string, string[]>;
  attempts_left?: number;
}

/** Any answer of the API that is not a success. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
    readonly retryAfterSeconds: number | null,
  ) {
    super(problem.title ?? `HTTP ${status}`);
  }
}

/** The API wants a fresher or stronger sign-in (RFC 9470). */
export class StepUpRequired extends Error {
  constructor(readonly challenge: StepUpChallenge) {
    super("a new sign-in is needed");
  }
}

/** The error for a refused call; `body` is what the server sent, trusted in nothing. */
export function toError(response: Response, body: unknown): Error {
  const challenge = response.status === 401 && stepUpChallenge(response.headers.get("WWW-Authenticate"));
  if (challenge) return new StepUpRequired(challenge);
  if (response.status === 401) return new SessionEnded("the API refused the access token");
  const seconds = Number(response.headers.get("Retry-After") ?? "");
  return new ApiError(response.status, parseProblem(body), seconds > 0 ? seconds : null);
}

function parseProblem(body: unknown): Problem {
  if (typeof body !== "object" || body === null) return {};
  const { type, title, detail, errors, attempts_left } = body as Record<string, unknown>;
  const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
  return {
    ...(isText(type) && { type }),
    ...(isText(title) && { title }),
    ...(isText(detail) && { detail }),
    ...(typeof errors === "object" && errors !== null && { errors: parseErrors(errors) }),
    ...(typeof attempts_left === "number" && { attempts_left }),
  };
}

function parseErrors(errors: object): Record<string, string[]> {
  const entries = Object.entries(errors).map(([field, value]): [string, string[]] => [
    field,
    (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === "string"),
  ]);
  return Object.fromEntries(entries);
}

/** What went wrong and what to do, for a person. */
export function describe(error: unknown): string {
  if (error instanceof StepUpRequired) {
    return "We could not confirm it's you with the way you signed in. Try again, or sign out and sign in again.";
  }
  if (error instanceof SessionEnded) return "Your session has ended. Sign in again.";
  if (error instanceof ApiError) return describeRefusal(error);
  if (error instanceof TypeError)
    return "We could not reach the server. Check your connection and try again.";
  return "Something went wrong. Try again in a minute.";
}

function describeRefusal({ status, problem, retryAfterSeconds }: ApiError): string {
  if (status === 429) return `Too many attempts. Try again in ${waitWords(retryAfterSeconds)}.`;
  if (status === 403 && problem.type?.includes("insufficient_scope")) {
    return "This app is not allowed to do that. Sign out and sign in again to renew what it may do.";
  }
  if (status >= 500) return "Something went wrong on the server. Try again in a minute.";
  const field = Object.values(problem.errors ?? {}).find((texts) => texts.length > 0);
  return field?.join(" ") ?? problem.detail ?? problem.title ?? "The server refused this. Try again.";
}

function waitWords(seconds: number | null): string {
  if (seconds === null) return "a few minutes";
  if (seconds < 90) return `${Math.ceil(seconds)} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}

/** The message for one field of a form, with the attempts left when the server counts them. */
export function fieldError(error: unknown, field: string): string | null {
  if (!(error instanceof ApiError)) return null;
  const text = error.problem.errors?.[field]?.join(" ");
  const { attempts_left } = error.problem;
  if (!text) return null;
  if (attempts_left === undefined || /\bleft\b/.test(text)) return text;
  return `${text} ${attempts_left} ${attempts_left === 1 ? "attempt" : "attempts"} left.`;
}
