/** Any address that is no page of ours. */
import { Link } from "react-router-dom";
import { Page } from "../ui/Page";

export function NotFound() {
  return (
    <Page title="There is no page here" narrow>
      <p className="lead">Check the address, or start again from the start page.</p>
      <div className="actions">
        <Link className="button" to="/">
          Go to the start page
        </Link>
      </div>
    </Page>
  );
}
