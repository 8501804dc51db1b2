/** A question before something that cannot be taken back: a modal dialog, Escape and "Cancel" leave all as it was. */
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { useT } from "../language/LanguageProvider";

interface Props {
  question: string;
  /** The button's own words: what will happen, never "OK". */
  action: string;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Open for as long as it is rendered; the browser keeps focus inside, and gives it back at the end. */
export function Confirm({ question, action, onConfirm, onClose, children }: Props) {
  const t = useT();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const safe = useRef<HTMLButtonElement>(null);
  // A layout effect: it ends while the dialog is still in the page, so that the browser can give focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    safe.current?.focus(); // whoever presses Enter without reading has changed nothing
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onCancel={onClose}>
      <h2 id={id}>{question}</h2>
      {children}
      <div className="actions">
        <button
          type="button"
          id="confirm"
          className="danger"
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {action}
        </button>
        <button ref={safe} type="button" className="quiet" onClick={onClose}>
          {t("app.cancel")}
        </button>
      </div>
    </dialog>
  );
}
