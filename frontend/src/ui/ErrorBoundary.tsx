/** The last net: a fault in a page shows a way on instead of nothing. */
import { Component, type ReactNode } from "react";
import { Unavailable } from "./Unavailable";

export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return <Unavailable error={this.state.error} onRetry={() => window.location.reload()} />;
  }
}
