"""crypto_pyaes with pyaes, as pyperformance runs it: pure Python, byte by byte."""

import pyaes

import workload


def crypt(key, counter, data):
    cipher = pyaes.AESModeOfOperationCTR(key, counter=pyaes.Counter(initial_value=counter))
    return cipher.encrypt(data)


workload.run(crypt, "AES-CTR with pyaes, pure Python")
