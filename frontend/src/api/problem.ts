/** Refusals of the API as errors, and in words (RFC 9457). */
import { SessionEnded } from "../auth/refresh";
import { type StepUpChallenge, stepUpChallenge } from "../auth/step-up";
import type { Translate } from "../language/translate";

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
export function describe(error: unknown, t: Translate): string {
  if (error instanceof StepUpRequired) return t("error.stepUp");
  if (error instanceof SessionEnded) return t("error.sessionEnded");
  if (error instanceof ApiError) return describeRefusal(error, t);
  if (error instanceof TypeError) return t("error.unreachable");
  return t("error.unknown");
}

function describeRefusal({ status, problem, retryAfterSeconds }: ApiError, t: Translate): string {
  if (status === 429) return tooMany(retryAfterSeconds, t);
  if (status === 403 && problem.type?.includes("insufficient_scope")) return t("error.notAllowed");
  if (status >= 500) return t("error.server");
  const field = Object.values(problem.errors ?? {}).find((texts) => texts.length > 0);
  return field?.join(" ") ?? problem.detail ?? problem.title ?? t("error.refused");
}

function tooMany(seconds: number | null, t: Translate): string {
  if (seconds === null) return t("error.tooMany");
  if (seconds < 90) return t("error.tooManySeconds", { count: Math.ceil(seconds) });
  return t("error.tooManyMinutes", { count: Math.ceil(seconds / 60) });
}

/** The message for one field of a form, with the attempts left when the server counts them. */
export function fieldError(error: unknown, field: string, t: Translate): string | null {
  if (!(error instanceof ApiError)) return null;
  const text = error.problem.errors?.[field]?.join(" ");
  const { attempts_left } = error.problem;
  if (!text) return null;
  if (attempts_left === undefined || /\d/.test(text)) return text; // the server may say it itself
  return `${text} ${t("error.attemptsLeft", { count: attempts_left })}`;
}
