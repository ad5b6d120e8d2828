// The page's own line icons, on a grid of 20.
const paths = {
  live: "M3 11h3l2.2-6 3.6 11 2.3-7H17",
  calls:
    "M5.2 3.5h2.4l1.2 3.4-1.7 1.2a8.6 8.6 0 0 0 4.8 4.8l1.2-1.7 3.4 1.2v2.4c0 .9-.8 1.7-1.7 1.6C9.100 15.900 4.100 10.900 3.600 5.200c-.1-.9.7-1.700 1.600-1.700z",
  missed: "M3 6l6 5.500L17 4M12.500 4H17v4.500M4 16h12",
  reports: "M3.500 16.500h13M6 13.500V9M10 13.500V4.500M14 13.500V7",
  tasks:
    "M4 5.500l1.200 1.200L7.500 4.500M4 10.500l1.200 1.200L7.500 9.500M4 15.500l1.200 1.200 2.300-2.200M10.500 5.500H16M10.500 10.500H16M10.500 15.500H16",
  operations:
    "M4 4.500h12v4H4zM4 11.500h12v4H4zM7 6.500h.01M7 13.500h.01M10 6.500h3.500M10 13.500h3.500",
  settings: "M3.500 6h7M14.500 6h2M12.500 4.200v3.600M3.500 14h2M9.500 14h7M7.500 12.200v3.600",
  full: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
  close: "M5 5l10 10M15 5L5 15",
  search:
    "M8.800 14.100a5.300 5.300 0 1 0 0-10.600 5.300 5.300 0 0 0 0 10.600zM12.800 12.800L17 17",
  down: "M5.500 8l4.500 4.500L14.500 8",
  inward: "M15 5L5.500 14.500M5.500 8v6.500H12",
  outward: "M5 15l9.500-9.500M8 5.500h6.500V12",
  copy: "M7.500 7.500h8.500V16H7.500zM4 12.500V4h8.500",
  download: "M10 3.500v9M6 9l4 4 4-4M4 16.500h12",
  columns: "M4 4.500h12v11H4zM8 4.500v11M12 4.500v11",
  back: "M11.500 5L6.500 10l5 5",
  refresh:
    "M16 5v3.500h-3.500M4 15v-3.500h3.500M15.500 8.500a6 6 0 0 0-10.600-1.300M4.500 11.500a6 6 0 0 0 10.600 1.300",
  check: "M4 10.500l4 4 8-9",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
