/** `/data`: take everything along, or leave. */
import { useState } from "react";
import { useNavigate } from "react-router-dom";
import { useUnfinished } from "../../api/action";
import { useDeleteAccount, useExport } from "../../api/data";
import { useMe } from "../../api/me";
import { useT } from "../../language/LanguageProvider";
import { Answer } from "../../ui/Answer";
import { Card } from "../../ui/Card";
import { Confirm } from "../../ui/Confirm";
import { Failure, Status } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { Leaving } from "./Leaving";

export function YourData() {
  const t = useT();
  return (
    <Page title={t("data.title")} lead={t("data.lead")}>
      <Answer query={useMe()}>
        {({ deletion_at }) => (
          <>
            {deletion_at && <Leaving on={deletion_at} />}
            <Download />
            {!deletion_at && <Delete />}
          </>
        )}
      </Answer>
    </Page>
  );
}

function Download() {
  const t = useT();
  const take = useExport();
  useUnfinished<null>("data.export", () => take.mutate());
  return (
    <Card title={t("data.download.title")}>
      <Status>{take.isSuccess && t("data.download.done")}</Status>
      {take.error && <Failure error={take.error} />}
      <p>{t("data.download.text")}</p>
      <div className="actions">
        <button
          type="button"
          id="download"
          className="quiet"
          disabled={take.isPending}
          onClick={() => take.mutate()}
        >
          {t("data.download")}
        </button>
      </div>
    </Card>
  );
}

function Delete() {
  const t = useT();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const remove = useDeleteAccount((deletion_at) => void navigate("/", { state: { deletion_at } }));
  // Nobody's account is deleted by a redirect: the question is asked once more.
  useUnfinished<null>("account.delete", () => setAsking(true));
  return (
    <Card title={t("data.delete.title")}>
      {remove.error && <Failure error={remove.error} />}
      <p>{t("data.delete.text")}</p>
      <div className="actions">
        <button
          type="button"
          id="delete-account"
          className="danger"
          disabled={remove.isPending}
          onClick={() => setAsking(true)}
        >
          {t("data.delete")}
        </button>
      </div>
      {asking && (
        <Confirm
          question={t("data.delete.ask")}
          action={t("data.delete")}
          onClose={() => setAsking(false)}
          onConfirm={() => remove.mutate()}
        >
          <p>{t("data.delete.grace")}</p>
        </Confirm>
      )}
    </Card>
  );
}
