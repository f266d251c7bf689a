"""crypto_pyaes in pure Python on 32-bit words: what can be had without leaving the language.

Four tables hold SubBytes, ShiftRows and MixColumns of a round for each byte of a word (Daemen and Rijmen, "AES
Proposal: Rijndael", section 5.2.1). A block is four words in local variables, nothing is copied byte by byte, and the
whole keystream is exclusive-ored with the data as one large integer. AES-128 only.
"""

import struct

import workload


def double(byte):
    """Multiplication by x in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1."""
    return (byte << 1) ^ (0x11B if byte & 0x80 else 0)


def rotate_left(byte, count):
    return ((byte << count) | (byte >> (8 - count))) & 0xFF


def make_sbox():
    """FIPS 197, section 5.1.1: the inverse in the field (through powers of the generator 3), then the affine map."""
    power, powers = 1, []
    for _ in range(255):
        powers.append(power)
        power ^= double(power)
    exponent = {value: index for index, value in enumerate(powers)}
    sbox = [0x63]
    for byte in range(1, 256):
        inverse = powers[-exponent[byte] % 255]
        mixed = inverse
        for count in (1, 2, 3, 4):
            mixed ^= rotate_left(inverse, count)
        sbox.append(mixed ^ 0x63)
    return sbox


def make_tables(sbox):
    first = []
    for byte in sbox:
        twice = double(byte)
        first.append(twice << 24 | byte << 16 | byte << 8 | twice ^ byte)
    # The other three are the first with its bytes rotated.
    return [[(word >> 8 * n | word << 32 - 8 * n) & 0xFFFFFFFF for word in first] for n in range(4)]


SBOX = make_sbox()
T0, T1, T2, T3 = make_tables(SBOX)


def substitute_word(word):
    return (SBOX[word >> 24] << 24 | SBOX[word >> 16 & 255] << 16 | SBOX[word >> 8 & 255] << 8 | SBOX[word & 255])


def expand_key(key):
    """FIPS 197, section 5.2, for 128 bits: 44 words."""
    words = list(struct.unpack(">4I", key))
    constant = 1
    for index in range(4, 44):
        word = words[-1]
        if index % 4 == 0:
            word = substitute_word((word << 8 | word >> 24) & 0xFFFFFFFF) ^ constant << 24
            constant = double(constant)
        words.append(words[-4] ^ word)
    return words


def encrypt_words(words, a, b, c, d):
    """One block: four words in, four words out."""
    t0, t1, t2, t3, sbox = T0, T1, T2, T3, SBOX
    a ^= words[0]
    b ^= words[1]
    c ^= words[2]
    d ^= words[3]
    for k in range(4, 40, 4):
        a, b, c, d = (
            t0[a >> 24] ^ t1[b >> 16 & 255] ^ t2[c >> 8 & 255] ^ t3[d & 255] ^ words[k],
            t0[b >> 24] ^ t1[c >> 16 & 255] ^ t2[d >> 8 & 255] ^ t3[a & 255] ^ words[k + 1],
            t0[c >> 24] ^ t1[d >> 16 & 255] ^ t2[a >> 8 & 255] ^ t3[b & 255] ^ words[k + 2],
            t0[d >> 24] ^ t1[a >> 16 & 255] ^ t2[b >> 8 & 255] ^ t3[c & 255] ^ words[k + 3],
        )
    return (
        (sbox[a >> 24] << 24 | sbox[b >> 16 & 255] << 16 | sbox[c >> 8 & 255] << 8 | sbox[d & 255]) ^ words[40],
        (sbox[b >> 24] << 24 | sbox[c >> 16 & 255] << 16 | sbox[d >> 8 & 255] << 8 | sbox[a & 255]) ^ words[41],
        (sbox[c >> 24] << 24 | sbox[d >> 16 & 255] << 16 | sbox[a >> 8 & 255] << 8 | sbox[b & 255]) ^ words[42],
        (sbox[d >> 24] << 24 | sbox[a >> 16 & 255] << 16 | sbox[b >> 8 & 255] << 8 | sbox[c & 255]) ^ words[43],
    )


def crypt(key, counter, data):
    words = expand_key(key)
    stream = []
    for block in range((len(data) + 15) // 16):
        value = (counter + block) & (1 << 128) - 1
        stream += encrypt_words(words, value >> 96, value >> 64 & 0xFFFFFFFF, value >> 32 & 0xFFFFFFFF,
                                value & 0xFFFFFFFF)
    length = len(data)
    keystream = struct.pack(">%dI" % len(stream), *stream)[:length]
    mixed = int.from_bytes(data, "big") ^ int.from_bytes(keystream, "big")
    return mixed.to_bytes(length, "big")


workload.run(crypt, "AES-CTR in pure Python with word tables")
