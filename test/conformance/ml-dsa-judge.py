"""Judges ML-DSA certificates, CRLs and OCSP responses with pyca/cryptography (OpenSSL underneath).

ml-dsa-judge.py request ALGORITHM          writes a PKCS#10 request of its own making
ml-dsa-judge.py judge ROOT ISSUING CLIENT SERIAL CRL OCSP REVOKED-OCSP    prints what it found, as JSON
"""

import json
import sys

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import mldsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import NameOID

KEYS = {"ML-DSA-44": mldsa.MLDSA44PrivateKey, "ML-DSA-65": mldsa.MLDSA65PrivateKey}


def read(path):
    with open(path, "rb") as file:
        return file.read()


def request(algorithm):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "of pyca/cryptography")])
    made = x509.CertificateSigningRequestBuilder().subject_name(name).sign(KEYS[algorithm].generate(), None)
    sys.stdout.buffer.write(made.public_bytes(serialization.Encoding.DER))


def is_issued(certificate, issuer):
    certificate.verify_directly_issued_by(issuer)
    return True


def response_of(der, issuer):
    response = ocsp.load_der_ocsp_response(der)
    responder = response.certificates[0]
    responder.public_key().verify(response.signature, response.tbs_response_bytes)
    return {
        "status": response.certificate_status.name,
        "algorithm": response.signature_algorithm_oid.dotted_string,
        "responderIssued": is_issued(responder, issuer),
    }


def judge(root, issuing, client, serial, crl, good, revoked):
    root, issuing, client = (x509.load_der_x509_certificate(read(path)) for path in (root, issuing, client))
    crl = x509.load_der_x509_crl(read(crl))
    print(
        json.dumps(
            {
                "signatures": [one.signature_algorithm_oid.dotted_string for one in (root, issuing, client, crl)],
                "keys": [type(one.public_key()).__name__ for one in (root, issuing, client)],
                "issued": [is_issued(root, root), is_issued(issuing, root), is_issued(client, issuing)],
                "crl": crl.is_signature_valid(issuing.public_key()),
                "listed": crl.get_revoked_certificate_by_serial_number(int(serial, 16)) is not None,
                "ocsp": [response_of(read(path), issuing) for path in (good, revoked)],
            }
        )
    )


{"request": request, "judge": judge}[sys.argv[1]](*sys.argv[2:])
