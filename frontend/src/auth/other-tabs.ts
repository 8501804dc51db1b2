/** Tabs of this app ask each other whether somebody is signed in: a word, no token, and nothing is stored. */

const CHANNEL = "gatehouse.tabs";
const QUESTION = "is anybody signed in?";
const YES = "yes";

/** Answers other tabs for as long as `isSignedIn` says so; gives what ends it. */
export function answerOtherTabs(isSignedIn: () => boolean): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }) => {
    if (data === QUESTION && isSignedIn()) channel.postMessage(YES);
  };
  return () => channel.close();
}

/** Asks once; `onYes` is called for the first tab that says so. Gives what stops listening. */
export function askOtherTabs(onYes: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }) => {
    if (data !== YES) return;
    channel.close();
    onYes();
  };
  channel.postMessage(QUESTION);
  return () => channel.close();
}
