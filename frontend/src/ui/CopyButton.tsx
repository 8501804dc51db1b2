/** Copies a text and says so. */
import { useState } from "react";
import { useT } from "../language/LanguageProvider";
import type { PlainKey } from "../messages/catalogue";

interface Props {
  text: string;
  children: string;
  onCopied?: () => void;
}

export function CopyButton({ text, children, onCopied }: Props) {
  const t = useT();
  const [result, setResult] = useState<PlainKey | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setResult("copy.done");
      onCopied?.();
    } catch {
      setResult("copy.blocked");
    }
  };
  return (
    <span className="copy">
      <button type="button" className="quiet small" onClick={() => void copy()}>
        {children}
      </button>
      <span role="status" className="muted">
        {result && t(result)}
      </span>
    </span>
  );
}
