/** Recovery codes, shown once: copy, download, print, and a promise to have kept them. */
import { useEffect, useState } from "react";
import { CopyButton } from "./CopyButton";

interface Props {
  codes: readonly string[];
  account: string;
  onSaved: () => void;
}

export function RecoveryCodes({ codes, account, onSaved }: Props) {
  const [saved, setSaved] = useState(false);
  useWarnBeforeLeaving(!saved);
  const text = `Gatehouse recovery codes for ${account}\nMade on ${new Date().toLocaleDateString()}. Each works once.\n\n${codes.join("\n")}\n`;
  return (
    <>
      <p className="lead no-print">
        If you lose your phone, these are the only way in. Each code works once. We show them only now.
      </p>
      <p className="print-only">
        {account}, {new Date().toLocaleDateString()}
      </p>
      <ol className="codes" aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="actions no-print">
        <CopyButton text={text}>Copy</CopyButton>
        <a
          className="button quiet small"
          download="gatehouse-recovery-codes.txt"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
        >
          Download
        </a>
        <button type="button" className="quiet small" onClick={() => window.print()}>
          Print
        </button>
      </div>
      <label className="check no-print">
        <input
          type="checkbox"
          id="saved"
          checked={saved}
          onChange={(event) => setSaved(event.target.checked)}
        />
        I have saved these codes
      </label>
      <div className="actions no-print">
        <button type="button" id="continue" disabled={!saved} onClick={onSaved}>
          Continue
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
