/** The account API in memory. */

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });

export const oauthError = (error: string) => json({ error }, 400);

export const problem = (status: number, body: object, headers: Record<string, string> = {}) =>
  json({ status, ...body }, status, { "Content-Type": "application/problem+json", ...headers });

const NOW = "2026-11-01T10:00:00Z";

const SESSION = {
  created_at: NOW,
  last_seen_at: NOW,
  auth_time: NOW,
  acr: "mfa",
  amr: ["pwd", "otp", "mfa"],
  factor: "totp",
  ip: "192.0.2.7",
  place: null,
  client: null,
  apps: [{ client_id: "demo", name: "Demo app" }],
};

const ENTRY = {
  at: NOW,
  outcome: "success",
  device: "Firefox on Linux",
  ip: "192.0.2.7",
  place: "Berlin, Germany",
  client: { client_id: "demo", name: "Demo app" },
  factor: "totp",
  is_new_device: false,
  sid_is_current: false,
};

const APP = {
  scopes: [{ scope: "email", words: "See your e-mail address" }],
  connected_at: NOW,
  last_used_at: NOW,
  is_offline: false,
};

export const STEP_UP = 'Bearer error="insufficient_user_authentication", acr_values="mfa", max_age="600"';

export const CODES = Array.from({ length: 10 }, (_, index) => `ABCDE-FGHI${index}`);

export class MemoryApi {
  calls: string[] = [];
  /** Overrides by "METHOD /path"; a function is asked for each call. */
  answers: Record<string, () => Response> = {};
  totp = false;
  label = "My phone";
  /** A new phone beside it, added after the recovery code was used. */
  second = false;
  codeUsedAt: string | null = null;
  saved = true;
  emailCode = true;
  required = false;
  /** Bodies of the calls that changed something, newest last. */
  bodies: unknown[] = [];
  changed: Partial<ReturnType<MemoryApi["person"]>> = {};
  sessions = [
    { ...SESSION, handle: "s1", current: true, device: "Firefox on Linux" },
    { ...SESSION, handle: "s2", current: false, device: "Chrome on Android" },
  ];

  activity = [
    { ...ENTRY, reference: "E1", kind: "signed_in", is_new_device: true },
    { ...ENTRY, reference: "E2", kind: "code_wrong", outcome: "refused", client: null, place: null },
  ];
  apps = [
    { ...APP, client_id: "app", name: "Gatehouse account", access: "first_party" },
    { ...APP, client_id: "demo", name: "Demo app", access: "consented", is_offline: true },
  ];

  constructor(private readonly validToken: () => string) {}

  async answer(request: Request): Promise<Response> {
    const call = `${request.method} ${new URL(request.url).pathname.replace("/api/v1", "")}`;
    this.calls.push(call);
    const token = request.headers.get("Authorization")?.replace("Bearer ", "");
    if (!token || token !== this.validToken()) {
      return problem(401, { title: "Unauthorized" }, { "WWW-Authenticate": 'Bearer error="invalid_token"' });
    }
    const override = this.answers[call];
    if (override) return override();
    if (request.headers.get("Content-Type") === "application/json")
      this.bodies.push(await request.clone().json());
    return this.usual(call, request);
  }

  private async usual(call: string, request: Request): Promise<Response> {
    switch (call) {
      case "GET /me":
        return json(this.me());
      case "GET /me/sessions":
        return json({ results: this.sessions });
      case "DELETE /me/sessions/s2":
        this.sessions = this.sessions.filter(({ handle }) => handle !== "s2");
        return new Response(null, { status: 204 });
      case "POST /me/sessions/revoke-others": {
        const ended = this.sessions.length - 1;
        this.sessions = this.sessions.filter(({ current }) => current);
        return json({ ended });
      }
      case "GET /me/activity": {
        const later = new URL(request.url).searchParams.get("cursor") === "E2";
        const earlier = { ...ENTRY, reference: "E3", kind: "account_created", at: "2026-10-01T10:00:00Z" };
        return json(later ? { results: [earlier], next: null } : { results: this.activity, next: "E2" });
      }
      case "GET /me/apps":
        return json({ results: this.apps });
      case "DELETE /me/apps/demo":
        this.apps = this.apps.filter(({ client_id }) => client_id !== "demo");
        return new Response(null, { status: 204 });
      case "PATCH /me":
        return this.change((await request.json()) as { name: string });
      case "PUT /me/email-code":
        this.emailCode = ((await request.json()) as { enabled: boolean }).enabled;
        return json(this.me());
      case "POST /me/password":
        return new Response(null, { status: 204 });
      case "POST /me/email":
        return json({ expires_at: NOW, retry_after_seconds: 60 }, 202);
      case "POST /me/email/confirm":
        return this.change({ email: "countess@example.org" });
      case "POST /me/activity/not-me":
        return json({ session_ended: true, next: "change_password" });
      case "GET /me/export":
        return json({ format: 1 });
      case "POST /me/deletion":
        return json({ deletion_at: "2026-12-09T10:00:00Z" }, 202);
      case "DELETE /me/deletion":
        this.changed = { ...this.changed, deletion_at: null };
        return new Response(null, { status: 204 });
      case "PATCH /me/authenticators/t1":
        this.label = ((await request.json()) as { label: string }).label;
        return json(authenticator(this.label));
      case "DELETE /me/authenticators/t1":
        this.totp = false;
        return new Response(null, { status: 204 });
      case "POST /me/recovery-codes":
        this.codeUsedAt = null;
        this.saved = false;
        return json({ codes: CODES }, 201);
      case "POST /me/recovery-codes/saved":
        this.saved = true;
        return new Response(null, { status: 204 });
      case "GET /me/authenticators":
        return json({ results: this.authenticators() });
      case "POST /me/authenticators/totp":
        return json(enrolment(), 201);
      case "POST /me/authenticators/totp/t1/confirm":
        return this.confirm((await request.json()) as { code: string });
      default:
        return problem(404, { title: "Not found" });
    }
  }

  private change(person: Partial<ReturnType<MemoryApi["person"]>>): Response {
    this.changed = { ...this.changed, ...person };
    return json(this.me());
  }

  private confirm({ code }: { code: string }): Response {
    if (code.replace(/\s/g, "") !== "123456") {
      return problem(422, {
        title: "Invalid",
        errors: { code: ["That code is not right."] },
        attempts_left: 4,
      });
    }
    if (!this.totp) this.saved = false;
    this.totp = true;
    return json({ authenticator: authenticator(this.label), recovery_codes: CODES });
  }

  private authenticators() {
    const next = { ...authenticator("New phone"), id: "t2", created_at: "2026-11-03T10:00:00Z" };
    return [...(this.totp ? [authenticator(this.label)] : []), ...(this.second ? [next] : [])];
  }

  private me() {
    const factors = {
      totp: this.totp || this.second,
      email_code: this.emailCode,
      email_code_off: !this.emailCode,
      mfa_required: this.required,
      recovery_codes_left: this.totp || this.second ? (this.codeUsedAt ? 9 : 10) : 0,
      recovery_codes_low: false,
      recovery_codes_saved: this.saved,
      recovery_code_used_at: this.codeUsedAt,
    };
    return { ...this.person(), ...this.changed, is_admin: false, is_helpdesk: false, acr: "mfa", factors };
  }

  private person() {
    return {
      sub: "sub-of-ada",
      email: "ada@example.org",
      email_verified: true,
      name: "Ada Lovelace",
      locale: "",
      claims: { nickname: "Countess", preferred_username: "ada", address: { country: "England" } },
      deletion_at: null as string | null,
    };
  }
}

const authenticator = (label: string) => ({
  id: "t1",
  type: "totp",
  label,
  created_at: NOW,
  last_used_at: null,
});

const SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

const enrolment = () => ({
  id: "t1",
  secret: SECRET,
  otpauth_uri: `otpauth://totp/Gatehouse:ada%40example.org?secret=${SECRET}&issuer=Gatehouse`,
  qr_svg:
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29"><path d="M0 0h29v29H0z" fill="#fff"/></svg>',
  expires_at: new Date(Date.now() + 15 * 60_000).toISOString(),
});
