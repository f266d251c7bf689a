"""What crypto_pyaes encrypts, and the proof that a variant is AES in counter mode: shared by all variants.

Key, counter and the 23,000 bytes are those of pyperformance's crypto_pyaes; one iteration encrypts and decrypts them,
each with a cipher of its own. A variant is a function from key, first counter value and data to bytes.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))

from harness import Case, main  # noqa: E402

CLEARTEXT = b"This is a test. What could possibly go wrong? " * 500
KEY = b"\xa1\xf6%\x8c\x87}_\xcd\x89dHE8\xbf\xc9,"
COUNTER = 1

# NIST SP 800-38A, F.5.1 CTR-AES128.Encrypt
NIST_KEY = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
NIST_COUNTER = 0xF0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF
NIST_CLEARTEXT = bytes.fromhex(
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
    "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710")
NIST_CIPHERTEXT = bytes.fromhex(
    "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"
    "5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee")


def prove(crypt):
    """The published vector, lengths around a block, a counter that wraps, and the payload there and back."""
    if crypt(NIST_KEY, NIST_COUNTER, NIST_CLEARTEXT) != NIST_CIPHERTEXT:
        raise SystemExit("this is not AES-128 in counter mode: the vector of SP 800-38A F.5.1 came out wrong")
    for length in (0, 1, 15, 16, 17, 255):
        yield crypt(KEY, COUNTER, CLEARTEXT[:length])
    yield crypt(KEY, 2**128 - 2, CLEARTEXT[:64])
    ciphertext = crypt(KEY, COUNTER, CLEARTEXT)
    if crypt(KEY, COUNTER, ciphertext) != CLEARTEXT:
        raise SystemExit("decryption does not give the cleartext back")
    yield ciphertext


def run(crypt, description):
    def there_and_back():
        crypt(KEY, COUNTER, crypt(KEY, COUNTER, CLEARTEXT))

    main([Case("crypto_pyaes", there_and_back)], lambda: prove(crypt), description)
