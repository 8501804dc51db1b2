/** A few line drawings, decoration only: the words beside them say everything. */
const DRAWINGS = {
  overview: "M3 11l9-8 9 8M5 9.5V20h5v-6h4v6h5V9.5",
  profile: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c1-4 4-6 7.5-6s6.5 2 7.5 6",
  security: "M12 3l7.5 3v5.5c0 4.5-3 8-7.5 9.5-4.5-1.5-7.5-5-7.5-9.5V6zM9 12l2.200 2.200L15.5 10",
  sessions: "M3.5 5h17v11h-17zM9 20h6M12 16v4",
  activity: "M12 21a9 9 0 1 0-9-9M12 7v5l3.5 2M3 7v5h5",
  apps: "M4 4h6.5v6.5H4zM13.5 4H20v6.5h-6.5zM4 13.5h6.5V20H4zM13.5 13.5H20V20h-6.5z",
  data: "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4 20h16",
  administration: "M4 7h9M17 7h3M4 17h3M11 17h9M13 4.5v5M7 14.5v5",
  signOut: "M14 4h5v16h-5M15 12H4M7.5 8L3.5 12l4 4",
} as const;

export type Drawing = keyof typeof DRAWINGS;

export function Icon({ of }: { of: Drawing }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={DRAWINGS[of]} />
    </svg>
  );
}
