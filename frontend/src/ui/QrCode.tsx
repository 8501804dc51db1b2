/** The server's QR code as an image: in an <img>, an SVG can run no script and load nothing. */

export function QrCode({ svg, label }: { svg: string; label: string }) {
  const source = svgDataUrl(svg);
  if (!source) return null; // the key as text stands beside it
  return <img id="totp-qr" className="qr" src={source} alt={label} width="224" height="224" />;
}

/**
 * A data: address for an SVG document, or null when it is none.
 *
 * The text is not parsed: a parser is a sink that Trusted Types forbid, and in an <img> a broken document draws nothing.
 */
export function svgDataUrl(svg: string): string | null {
  const start = /^\s*<svg(?=[\s>])[^>]*>/.exec(svg)?.[0];
  if (start === undefined || !/<\/svg>\s*$/.test(svg)) return null;
  // Inline SVG in HTML may leave the namespace out; a stand-alone image may not.
  const alone = /\sxmlns=/.test(start) ? svg : svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
  return `data:image/svg+xml,${encodeURIComponent(alone)}`;
}
