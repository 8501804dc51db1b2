/** Told wherever it matters: the account goes on that day, unless its owner presses the button. */
import { useKeepAccount } from "../../api/data";
import { useT, Words } from "../../language/LanguageProvider";
import { Card } from "../../ui/Card";
import { Failure } from "../../ui/Notice";
import { Time } from "../../ui/Time";

export function Leaving({ on }: { on: string }) {
  const t = useT();
  const keep = useKeepAccount();
  return (
    <Card title={t("data.leaving.title")}>
      {keep.error && <Failure error={keep.error} />}
      <p className="notice bad">
        <Words of="data.leaving.text" gaps={{ time: <Time at={on} /> }} />
      </p>
      <div className="actions">
        <button type="button" id="keep-account" disabled={keep.isPending} onClick={() => keep.mutate()}>
          {t("data.keep")}
        </button>
      </div>
    </Card>
  );
}
