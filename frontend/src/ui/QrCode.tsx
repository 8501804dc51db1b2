/** The server's QR code as an image: in an <img>, an SVG can run no script and load nothing. */

export function QrCode({ svg, label }: { svg: string; label: string }) {
  const source = svgDataUrl(svg);
  if (!source) return null; // the key as text stands beside it
  return <img id="totp-qr" className="qr" src={source} alt={label} width="224" height="224" />;
}

/** A data: address for an SVG document, or null when it is none. */
export function svgDataUrl(svg: string): string | null {
  const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  if (root.localName !== "svg") return null; // a parse error has another root
  // Inline SVG in HTML may leave the namespace out; a stand-alone image may not.
  const alone = root.namespaceURI ? svg : svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
  return `data:image/svg+xml,${encodeURIComponent(alone)}`;
}
