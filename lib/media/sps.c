/* The sequence parameter set of H.264; see sps.h. */
#include "media/sps.h"

#define NAL_MAX 1024 /* bytes of a parameter set; real ones have 20 to 60 */
#define NAL_SPS 7
#define SIDE_MAX 65535 /* pixels */

/* Bits of a NAL unit. Past its end come zeros, and 'bad' is set. */
struct bits {
	uint8_t data[NAL_MAX];
	size_t len, pos; /* bytes, bits */
	bool bad;
};

/* Takes the emulation prevention bytes out. */
static void bits_init(struct bits *b, const uint8_t *nal, size_t len)
{
	int zeros = 0;

	b->len = b->pos = 0;
	b->bad = false;
	for (size_t i = 0; i < len && b->len < NAL_MAX; i++) {
		if (zeros >= 2 && nal[i] == 3) {
			zeros = 0;
			continue;
		}
		zeros = nal[i] ? 0 : zeros + 1;
		b->data[b->len++] = nal[i];
	}
}

static unsigned get(struct bits *b, int n)
{
	unsigned v = 0;

	while (n--) {
		if (b->pos >= b->len * 8) {
			b->bad = true;
			return 0;
		}
		v = v << 1 | (b->data[b->pos / 8] >> (7 - b->pos % 8) & 1u);
		b->pos++;
	}
	return v;
}

static bool flag(struct bits *b)
{
	return get(b, 1);
}

/* Exp-Golomb, unsigned. */
static unsigned ue(struct bits *b)
{
	int zeros = 0;

	while (!b->bad && !get(b, 1))
		zeros++;
	if (zeros > 31) {
		b->bad = true;
		return 0;
	}
	return (1u << zeros) - 1 + get(b, zeros);
}

static int se(struct bits *b)
{
	unsigned v = ue(b);

	return v & 1 ? (int)(v / 2 + 1) : -(int)(v / 2);
}

static void skip_scaling_list(struct bits *b, int size)
{
	unsigned last = 8, next = 8;

	for (int i = 0; i < size && next && !b->bad; i++) {
		next = (last + (unsigned)se(b)) & 255;
		last = next ? next : last;
	}
}

/* What only the high profiles have. Gives chroma_format_idc, or 0 where the colour planes are separate. */
static unsigned high_profile(struct bits *b)
{
	unsigned chroma = ue(b);
	bool separate = chroma == 3 && flag(b);

	ue(b); /* bit_depth_luma_minus8 */
	ue(b); /* bit_depth_chroma_minus8 */
	flag(b);
	if (flag(b)) {
		for (int i = 0; i < (chroma == 3 ? 12 : 8); i++) {
			if (flag(b))
				skip_scaling_list(b, i < 6 ? 16 : 64);
		}
	}
	return separate ? 0 : chroma;
}

static bool is_high(unsigned profile)
{
	static const uint8_t high[] = {100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135};

	for (size_t i = 0; i < sizeof(high); i++) {
		if (profile == high[i])
			return true;
	}
	return false;
}

static void skip_order_count(struct bits *b)
{
	unsigned type = ue(b), cycle;

	if (type == 0) {
		ue(b);
	} else if (type == 1) {
		flag(b);
		se(b);
		se(b);
		cycle = ue(b);
		while (cycle-- && !b->bad)
			se(b);
	}
}

/* The size in pixels, from macroblocks and the cropping rectangle. */
static void read_size(struct sps *out, struct bits *b, unsigned chroma)
{
	uint64_t width = (uint64_t)(ue(b) + 1ull) * 16, height = (uint64_t)(ue(b) + 1ull) * 16;
	bool frames_only = flag(b);
	unsigned unit_x = chroma == 1 || chroma == 2 ? 2 : 1;
	unsigned unit_y = (chroma == 1 ? 2 : 1) * (frames_only ? 1 : 2);
	uint64_t cut_x = 0, cut_y = 0;

	if (!frames_only) {
		height *= 2;
		flag(b); /* mb_adaptive_frame_field_flag */
	}
	flag(b); /* direct_8x8_inference_flag */
	if (flag(b)) {
		cut_x = ue(b);
		cut_x = (cut_x + ue(b)) * unit_x;
		cut_y = ue(b);
		cut_y = (cut_y + ue(b)) * unit_y;
	}
	if (width > SIDE_MAX || height > SIDE_MAX || cut_x >= width || cut_y >= height) {
		b->bad = true;
		return;
	}
	out->width = (int)(width - cut_x);
	out->height = (int)(height - cut_y);
}

static void read_vui(struct sps *out, struct bits *b)
{
	static const uint8_t ratios[][2] = {{0, 0}, {1, 1}, {12, 11}, {10, 11}, {16, 11}, {40, 33}, {24, 11},
		{20, 11}, {32, 11}, {80, 33}, {18, 11}, {15, 11}, {64, 33}, {160, 99}, {4, 3}, {3, 2},
		{2, 1}};
	unsigned idc;

	if (flag(b)) {
		idc = get(b, 8);
		if (idc == 255) {
			out->sar_num = (int)get(b, 16);
			out->sar_den = (int)get(b, 16);
		} else if (idc < sizeof(ratios) / sizeof(*ratios)) {
			out->sar_num = ratios[idc][0];
			out->sar_den = ratios[idc][1];
		}
	}
	if (flag(b)) /* overscan_info_present_flag */
		flag(b);
	if (flag(b)) { /* video_signal_type_present_flag */
		get(b, 4);
		if (flag(b)) {
			out->primaries = (int)get(b, 8);
			out->transfer = (int)get(b, 8);
			out->matrix = (int)get(b, 8);
		}
	}
}

static bool parse(struct sps *out, const uint8_t *nal, size_t len)
{
	struct sps s = {.primaries = 2, .transfer = 2, .matrix = 2};
	unsigned profile, chroma = 1;
	struct bits b;

	bits_init(&b, nal, len);
	if ((get(&b, 8) & 31) != NAL_SPS)
		return false;
	profile = get(&b, 8);
	get(&b, 16); /* constraints, level */
	ue(&b);	     /* seq_parameter_set_id */
	if (is_high(profile))
		chroma = high_profile(&b);
	ue(&b); /* log2_max_frame_num_minus4 */
	skip_order_count(&b);
	ue(&b);	  /* max_num_ref_frames */
	flag(&b); /* gaps_in_frame_num_value_allowed_flag */
	read_size(&s, &b, chroma);
	if (b.bad)
		return false;
	if (flag(&b))
		read_vui(&s, &b);
	if (b.bad)
		return false;
	*out = s;
	return true;
}

/* The first NAL unit of that kind between start codes. */
static bool from_start_codes(struct sps *out, const uint8_t *data, size_t len)
{
	for (size_t i = 0; i + 3 < len; i++) {
		if (!data[i] && !data[i + 1] && data[i + 2] == 1 && (data[i + 3] & 31) == NAL_SPS)
			return parse(out, data + i + 3, len - i - 3);
	}
	return false;
}

bool sps_read(struct sps *out, const uint8_t *extradata, size_t len)
{
	size_t size;

	if (!extradata || len < 8 || extradata[0] != 1)
		return extradata && from_start_codes(out, extradata, len);
	size = (size_t)extradata[6] << 8 | extradata[7];
	return extradata[5] & 31 && size <= len - 8 && parse(out, extradata + 8, size);
}
