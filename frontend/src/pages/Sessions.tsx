/** Where I am signed in, and the buttons that end it elsewhere. */
import { useState } from "react";
import { useRevokeOthers, useRevokeSession, useSessions } from "../api/queries";
import { Answer } from "../ui/Answer";
import { Failure, Status } from "../ui/Notice";
import { Time } from "../ui/Time";

interface Session {
  handle: string;
  current: boolean;
  created_at: string;
  last_seen_at: string;
  ip: string | null;
  device: string;
}

export function Sessions() {
  const sessions = useSessions();
  const revoke = useRevokeSession();
  const revokeOthers = useRevokeOthers();
  const [done, setDone] = useState("");
  const others = sessions.data?.some(({ current }) => !current) ?? false;
  const error = revoke.error ?? revokeOthers.error;

  const end = ({ handle, device }: Session) => {
    revokeOthers.reset();
    revoke.mutate(handle, { onSuccess: () => setDone(`Signed out: ${device}`) });
  };
  const endOthers = () => {
    revoke.reset();
    revokeOthers.mutate(undefined, { onSuccess: (ended) => setDone(endedWords(ended)) });
  };

  return (
    <article aria-labelledby="sessions">
      <h2 id="sessions">Where you're signed in</h2>
      <Status>{error ? null : done}</Status>
      {error && <Failure error={error} />}
      <Answer query={sessions}>
        {(list) => (
          <ul className="rows">
            {list.map((session) => (
              <Row
                key={session.handle}
                session={session}
                busy={revoke.isPending}
                onEnd={() => end(session)}
              />
            ))}
          </ul>
        )}
      </Answer>
      {others && (
        <div className="actions">
          <button
            type="button"
            className="quiet"
            id="revoke-others"
            disabled={revokeOthers.isPending}
            onClick={endOthers}
          >
            Sign out everywhere else
          </button>
        </div>
      )}
    </article>
  );
}

function Row({ session, busy, onEnd }: { session: Session; busy: boolean; onEnd: () => void }) {
  const { current, device, ip, created_at, last_seen_at } = session;
  return (
    <li>
      <div>
        <p>
          <strong>{device || "Unknown browser"}</strong>
          {current && <span className="badge">This browser</span>}
        </p>
        <p className="muted">
          {ip ? `${ip}, ` : ""}signed in <Time at={created_at} />, last used <Time at={last_seen_at} />
        </p>
      </div>
      {!current && (
        <button
          type="button"
          className="quiet small"
          disabled={busy}
          aria-label={`Sign out ${device}`}
          onClick={onEnd}
        >
          Sign out
        </button>
      )}
    </li>
  );
}

function endedWords(ended: number): string {
  if (ended === 0) return "You were not signed in anywhere else";
  return ended === 1 ? "Signed out in 1 other place" : `Signed out in ${ended} other places`;
}
