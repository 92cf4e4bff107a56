/* WebP by libwebp; of an animation the first frame. */
#include <string.h>

#include <webp/decode.h>
#include <webp/demux.h>

#include "core/alloc.h"
#include "media/imgdec.h"

static int header(struct image *img, const uint8_t *data, size_t len, bool all, struct error *err)
{
	WebPBitstreamFeatures f;
	VP8StatusCode status = WebPGetFeatures(data, len, &f);

	if (status == VP8_STATUS_NOT_ENOUGH_DATA)
		return all ? imgdec_truncated(err) : 0;
	if (status != VP8_STATUS_OK)
		return error_set(err, ERR_BAD_IMAGE, "a broken WebP picture");
	if (imgdec_check_size(f.width, f.height, err))
		return -1;
	*img = (struct image){IMAGE_WEBP, f.width, f.height, 1, f.has_alpha};
	return 1;
}

static int whole(const struct image *img, const uint8_t *data, size_t len, struct error *err)
{
	(void)img;
	if (len < 12 || le32(data + 4) > len - 8)
		return imgdec_truncated(err);
	return 0;
}

/* Finds the bytes of the first frame; for a still picture that is the whole. */
static bool first_frame(const uint8_t *data, size_t len, WebPData *frame)
{
	WebPData file = {data, len};
	WebPDemuxer *demux = WebPDemux(&file);
	WebPIterator it;
	bool found = demux && WebPDemuxGetFrame(demux, 1, &it);

	if (found) {
		*frame = it.fragment; /* points into data */
		WebPDemuxReleaseIterator(&it);
	}
	WebPDemuxDelete(demux);
	return found;
}

static void set_scale(WebPDecoderOptions *opts, int width, int height, int side)
{
	int shorter = width < height ? width : height;

	if (shorter <= side)
		return;
	opts->use_scaling = 1;
	opts->scaled_width = (int)(((int64_t)width * side + shorter - 1) / shorter);
	opts->scaled_height = (int)(((int64_t)height * side + shorter - 1) / shorter);
}

/* Luminance goes from 16 to 235 in WebP. */
static void put_grey(struct raster *out, const WebPYUVABuffer *yuva)
{
	uint8_t *px = out->px;

	for (int y = 0; y < out->height; y++) {
		const uint8_t *luma = yuva->y + (size_t)y * (size_t)yuva->y_stride;
		const uint8_t *alpha = yuva->a ? yuva->a + (size_t)y * (size_t)yuva->a_stride : NULL;

		for (int x = 0; x < out->width; x++) {
			int v = (luma[x] - 16) * 255 / 219;

			*px++ = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
			if (out->channels == 2)
				*px++ = alpha ? alpha[x] : 255;
		}
	}
}

static void put_colour(struct raster *out, const WebPRGBABuffer *rgba)
{
	size_t row = (size_t)out->width * (size_t)out->channels;

	for (int y = 0; y < out->height; y++)
		memcpy(out->px + row * (size_t)y, rgba->rgba + (size_t)y * (size_t)rgba->stride, row);
}

static int fail(VP8StatusCode status, struct error *err)
{
	if (status == VP8_STATUS_NOT_ENOUGH_DATA)
		return imgdec_truncated(err);
	if (status == VP8_STATUS_OUT_OF_MEMORY)
		return error_set(err, ERR_NO_MEMORY, "not enough memory for the picture");
	return error_set(err, ERR_BAD_IMAGE, "a broken WebP picture");
}

static int decode(struct raster *out, const struct image *img, const uint8_t *data, size_t len, bool grey,
	int side, struct error *err)
{
	WebPDecoderConfig config;
	WebPData frame;
	VP8StatusCode status;

	if (!WebPInitDecoderConfig(&config))
		return error_set(err, ERR_INTERNAL, "another libwebp than it was built with");
	if (!first_frame(data, len, &frame) ||
		WebPGetFeatures(frame.bytes, frame.size, &config.input) != VP8_STATUS_OK)
		return fail(VP8_STATUS_BITSTREAM_ERROR, err);
	if (imgdec_check_size(config.input.width, config.input.height, err))
		return -1;
	set_scale(&config.options, config.input.width, config.input.height, side);
	config.output.colorspace =
		grey ? (img->has_alpha ? MODE_YUVA : MODE_YUV) : (img->has_alpha ? MODE_RGBA : MODE_RGB);
	status = WebPDecode(frame.bytes, frame.size, &config);
	if (status == VP8_STATUS_OK) {
		raster_init(out, config.output.width, config.output.height, (grey ? 1 : 3) + img->has_alpha);
		if (grey)
			put_grey(out, &config.output.u.YUVA);
		else
			put_colour(out, &config.output.u.RGBA);
	}
	WebPFreeDecBuffer(&config.output);
	return status == VP8_STATUS_OK ? 0 : fail(status, err);
}

const struct imgdec imgdec_webp = {header, whole, decode};
