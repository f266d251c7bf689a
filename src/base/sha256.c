/* SHA-256; see sha256.h. Constants and rounds as in FIPS 180-4; the instructions as in Intel's description of the SHA
 * extensions (docs/BIBLIOGRAPHY.md). Processors without them leave it to GLib. */
#include "base/sha256.h"

#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#include <cpuid.h>
#include <immintrin.h>

#define BLOCK 64
#define CPUID_EXTENDED 7
#define CPUID_SHA (1u << 29) /* ebx of leaf 7 */

static const guint32 ROUND_CONSTANTS[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* The eight words of state as the instructions want them: two vectors ABEF and CDGH. */
typedef struct {
    __m128i abef, cdgh;
} State;

static gboolean has_instructions(void)
{
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid_count(CPUID_EXTENDED, 0, &a, &b, &c, &d) && (b & CPUID_SHA) &&
           __builtin_cpu_supports("sse4.1");
}

/* Mixes n blocks of 64 bytes into the state. words holds the last 16 words of the message schedule, four to a vector. */
__attribute__((target("sha,sse4.1"))) static void mix_blocks(State *state, const guint8 *bytes,
                                                             gsize n_blocks)
{
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    for (; n_blocks > 0; n_blocks--, bytes += BLOCK) {
        __m128i abef = state->abef, cdgh = state->cdgh, words[4];
        for (guint i = 0; i < 4; i++)
            words[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(const void *)(bytes + 16 * i)),
                                        big_endian);
        for (guint i = 0; i < 16; i++) {
            __m128i *now = &words[i % 4];
            if (i >= 4) {
                __m128i last = words[(i + 3) % 4];
                __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(*now, words[(i + 1) % 4]),
                                            _mm_alignr_epi8(last, words[(i + 2) % 4], 4));
                *now = _mm_sha256msg2_epu32(sum, last);
            }
            __m128i keyed = _mm_add_epi32(
                *now, _mm_loadu_si128((const __m128i *)(const void *)(ROUND_CONSTANTS + 4 * i)));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, keyed);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(keyed, 0x0e));
        }
        state->abef = _mm_add_epi32(state->abef, abef);
        state->cdgh = _mm_add_epi32(state->cdgh, cdgh);
    }
}

/* The last bytes, a one bit, zeros and the length in bits. */
static void mix_end(State *state, const guint8 *rest, gsize n_rest, guint64 n_bytes)
{
    guint8 last[2 * BLOCK] = {0};
    gsize n_blocks = n_rest + 9 > BLOCK ? 2 : 1;
    guint64 n_bits = GUINT64_TO_BE(n_bytes * 8);
    if (n_rest > 0)
        memcpy(last, rest, n_rest);
    last[n_rest] = 0x80;
    memcpy(last + n_blocks * BLOCK - 8, &n_bits, 8);
    mix_blocks(state, last, n_blocks);
}

static void hash_with_instructions(const guint8 *bytes, gsize n_bytes, guint8 *digest)
{
    guint32 abef[4], cdgh[4]; /* F E B A and H G D C */
    State state = {_mm_set_epi32(0x6a09e667, (int)0xbb67ae85, 0x510e527f, (int)0x9b05688c),
                   _mm_set_epi32(0x3c6ef372, (int)0xa54ff53a, 0x1f83d9ab, 0x5be0cd19)};
    gsize n_blocks = n_bytes / BLOCK;
    mix_blocks(&state, bytes, n_blocks);
    mix_end(&state, bytes + n_blocks * BLOCK, n_bytes % BLOCK, n_bytes);
    _mm_storeu_si128((__m128i *)(void *)abef, state.abef);
    _mm_storeu_si128((__m128i *)(void *)cdgh, state.cdgh);
    const guint32 words[] = {abef[3], abef[2], cdgh[3], cdgh[2], abef[1], abef[0], cdgh[1], cdgh[0]};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        guint32 word = GUINT32_TO_BE(words[i]);
        memcpy(digest + 4 * i, &word, 4);
    }
}
#endif

void sha256_digest(const void *bytes, gsize n_bytes, guint8 digest[SHA256_BYTES])
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (n_bytes > 0 && has_instructions()) {
        hash_with_instructions(bytes, n_bytes, digest);
        return;
    }
#endif
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    gsize n = SHA256_BYTES;
    g_checksum_update(sum, n_bytes > 0 ? bytes : (const guchar *)"", (gssize)n_bytes);
    g_checksum_get_digest(sum, digest, &n);
}

char *sha256_hex(const void *bytes, gsize n_bytes)
{
    static const char HEX[] = "0123456789abcdef";
    guint8 digest[SHA256_BYTES];
    char *text = g_malloc(2 * SHA256_BYTES + 1);
    sha256_digest(bytes, n_bytes, digest);
    for (guint i = 0; i < SHA256_BYTES; i++) {
        text[2 * i] = HEX[digest[i] >> 4];
        text[2 * i + 1] = HEX[digest[i] & 15];
    }
    text[2 * SHA256_BYTES] = 0;
    return text;
}
