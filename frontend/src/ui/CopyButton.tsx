/** Copies a text and says so. */
import { useState } from "react";

export function CopyButton({ text, children }: { text: string; children: string }) {
  const [result, setResult] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setResult("Copied");
    } catch {
      setResult("Copying is blocked here. Select the text and copy it.");
    }
  };
  return (
    <>
      <button type="button" className="quiet small" onClick={() => void copy()}>
        {children}
      </button>
      <span role="status" className="muted">
        {result}
      </span>
    </>
  );
}
