// What a QR code claims, checked here: no request leaves the page.
//
// `<address>/<code>/#1~kind~number~YYYYMMDD~name~signature`: ES256 over the code and the claim, by
// the key that the page holds. ccas/documents/claims.py writes it; ccas/names.py compares names.

const LETTERS = { œ: "oe", æ: "ae", ß: "ss", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ı: "i" };
const CODE = /^[0-9A-HJKMNP-TV-Z]{32}$/;
const MAX_NAME = 200;
const text = new TextEncoder();

// The words of a name as they compare.
export function parts(name) {
  return [...name.slice(0, MAX_NAME).toLowerCase()]
    .map((sign) => LETTERS[sign] ?? sign)
    .join("")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

// The code and the claim of what was scanned or pasted, or null.
export function read(pasted) {
  const [address, fragment] = pasted.trim().split("#");
  const code = (address.replace(/\/+$/, "").split("/").pop() ?? "").replace(/-/g, "").toUpperCase();
  const fields = decodeURIComponent(fragment ?? "").split("~");
  if (!CODE.test(code) || fields.length !== 6 || fields[0] !== "1") {
    return null;
  }
  const [, kind, number, day, name, signature] = fields;
  return { code, kind, number, day, name, signature, said: fields.slice(0, 5).join("~") };
}

// Whether the key signed this claim for this code.
export async function holds(claim, jwk) {
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("jwk", jwk, curve, false, ["verify"]);
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  const signed = text.encode(`ccas-claim\n${claim.code}\n${claim.said}`);
  return crypto.subtle.verify(algorithm, key, bytes(claim.signature), signed);
}

// Whether the claim is about the holder of that name, written as on the paper.
export async function names(claim, name) {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", text.encode(claim.code), algorithm, false, ["sign"]);
  const words = parts(name).sort().join(" ");
  const digest = new Uint8Array(await crypto.subtle.sign("HMAC", key, text.encode(words)));
  return words !== "" && word(digest.slice(0, 8)) === claim.name;
}

function bytes(encoded) {
  const plain = atob(encoded.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

function word(raw) {
  return btoa(String.fromCharCode(...raw)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
