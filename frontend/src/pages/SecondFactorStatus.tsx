/** How well the sign-in is protected, in one or two sentences. */
import type { Me } from "../api/me";
import { useT } from "../language/LanguageProvider";

const FEW = 3;

export function SecondFactorStatus({ factors }: { factors: Me["factors"] }) {
  const t = useT();
  const { totp, email_code, recovery_codes_left } = factors;
  return (
    <>
      <p
        id="second-factor-status"
        className="state"
        data-strength={totp ? "good" : email_code ? "fair" : "none"}
      >
        {t(totp ? "factor.app" : email_code ? "factor.email" : "factor.off")}
      </p>
      {totp && recovery_codes_left <= FEW && (
        <p className="notice">
          {t("codes.left", { count: recovery_codes_left })}. {t("codes.few")}
        </p>
      )}
    </>
  );
}
