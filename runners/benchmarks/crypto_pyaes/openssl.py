"""crypto_pyaes with the cryptography package, whose AES is OpenSSL's (AES instructions where the CPU has them)."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

import workload


def crypt(key, counter, data):
    cipher = Cipher(algorithms.AES(key), modes.CTR(counter.to_bytes(16, "big"))).encryptor()
    return cipher.update(data) + cipher.finalize()


workload.run(crypt, "AES-CTR with cryptography (OpenSSL)")
