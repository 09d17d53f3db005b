# Verifies an export of the audit record without any code of Tegata: python3 verify-audit-export.py FILE [KEY.pem]
# Prints the first bad row and ends with 1, or prints what was verified and ends with 0.
import base64, hashlib, json, subprocess, sys, tempfile

def signed_by(pem, text, signature):
    with tempfile.NamedTemporaryFile() as file:
        file.write(signature); file.flush()
        command = ["openssl", "dgst", "-sha256", "-verify", pem, "-signature", file.name]
        return subprocess.run(command, input=text, capture_output=True).returncode == 0

header, hashes, last, signed = None, {}, None, 0
for number, line in enumerate(open(sys.argv[1], "rb"), 1):
    line = line.rstrip(b"\n")
    fields = json.loads(line)
    if fields["type"] == "header":
        header, last, previous = fields, fields["first"] - 1, fields["previous"]
    elif fields["type"] == "event":
        if fields["sequence"] != last + 1 or fields["previous"] != previous:
            sys.exit(f"line {number}: row {last + 1} is gone, or row {last} was changed")
        last, previous = fields["sequence"], hashlib.sha256(line).hexdigest()
        hashes[last] = previous
    elif fields["type"] == "checkpoint":
        text, _, signature = fields["note"].partition("\n\n— ")
        _, sequence, head = text.split("\n")[:3]
        if base64.b64decode(head).hex() != hashes.get(int(sequence)):
            sys.exit(f"line {number}: the checkpoint contradicts row {sequence}")
        if len(sys.argv) > 2:
            signature = base64.b64decode(signature.split(" ")[1])[4:]  # the first four bytes name the key
            if not signed_by(sys.argv[2], (text + "\n").encode(), signature):
                sys.exit(f"line {number}: the checkpoint's signature is not of this key")
            signed = int(sequence)
    elif fields["type"] == "end" and (fields["last"], fields["hash"]) != (last, previous):
        sys.exit(f"line {number}: row {last} was changed, or rows after it are gone")
print(f"institution {header['institution']}: rows {header['first']} to {last} are sound, signed up to {signed}")
