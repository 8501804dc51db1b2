/** Recovery codes, shown once: copy, download, print, and a promise to have kept them. */
import { useEffect, useState } from "react";
import { useVoice } from "../language/LanguageProvider";
import { CopyButton } from "./CopyButton";

interface Props {
  codes: readonly string[];
  account: string;
  onKept: () => void;
  onSaved: () => void;
}

export function RecoveryCodes({ codes, account, onKept, onSaved }: Props) {
  const { t, locale } = useVoice();
  const [saved, setSaved] = useState(false);
  useWarnBeforeLeaving(!saved);
  const date = new Date().toLocaleDateString(locale);
  const heading = `${t("codes.file.title", { account })}\n${t("codes.file.made", { date })}`;
  const text = `${heading}\n\n${codes.join("\n")}\n`;
  return (
    <>
      <p className="lead no-print">{t("codes.save.lead")}</p>
      <p className="print-only">{heading}</p>
      <ol className="codes" dir="ltr" aria-label={t("codes.list")}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="actions no-print">
        <CopyButton text={text} onCopied={onKept}>
          {t("codes.copy")}
        </CopyButton>
        <a
          className="button quiet small"
          download="gatehouse-recovery-codes.txt"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
          onClick={onKept}
        >
          {t("codes.download")}
        </a>
        <button
          type="button"
          className="quiet small"
          onClick={() => {
            window.print();
            onKept();
          }}
        >
          {t("codes.print")}
        </button>
      </div>
      <label className="check no-print">
        <input
          type="checkbox"
          id="saved"
          checked={saved}
          onChange={(event) => setSaved(event.target.checked)}
        />
        {t("codes.saved")}
      </label>
      <div className="actions no-print">
        <button type="button" id="continue" disabled={!saved} onClick={onSaved}>
          {t("codes.continue")}
        </button>
      </div>
    </>
  );
}

/** Asks before the tab closes: the codes cannot be shown again. */
function useWarnBeforeLeaving(active: boolean): void {
  useEffect(() => {
    if (!active) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [active]);
}
