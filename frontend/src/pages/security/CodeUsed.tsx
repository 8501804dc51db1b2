/** A recovery code was used and the app of before was not seen since: was the phone lost, or the code stolen? */
import { Link } from "react-router-dom";
import { useAuthenticators } from "../../api/authenticators";
import type { Me } from "../../api/me";
import { useT, Words } from "../../language/LanguageProvider";
import { Time } from "../../ui/Time";
import { lostSince } from "./lost";

export function CodeUsed({ factors }: { factors: Me["factors"] }) {
  const t = useT();
  const { data } = useAuthenticators();
  const { recovery_code_used_at: used_at, recovery_codes_left } = factors;
  if (used_at === null || lostSince(used_at, data ?? []).length === 0) return null;
  return (
    <div className="notice" id="code-used">
      <p>
        <Words of="lost.used" gaps={{ time: <Time at={used_at} /> }} />{" "}
        {t("lost.left", { count: recovery_codes_left })}
      </p>
      <p>{t("lost.ask")}</p>
      <div className="actions">
        <Link className="button small" id="replace" to="/lost-phone">
          {t("lost.replace")}
        </Link>
        <Link className="button quiet small" to="/activity">
          {t("lost.notMe")}
        </Link>
      </div>
    </div>
  );
}
