/*
 * Stream details in NFOs.
 */
#include "media/nfo_streams.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include "core/alloc.h"
#include "media/lang.h"

static const struct {
	const char *seen, *codec;
} video_words[] = {{"x264", "h264"}, {"avc1", "h264"}, {"avc", "h264"}, {"h.264", "h264"}, {"x265", "hevc"},
	{"h265", "hevc"}, {"h.265", "hevc"}, {"hvc1", "hevc"}, {"hev1", "hevc"}, {"mpeg2", "mpeg2video"},
	{"mpeg-2", "mpeg2video"}, {"xvid", "mpeg4"}, {"divx", "mpeg4"}, {"dx50", "mpeg4"}, {"mp4v", "mpeg4"},
	{"wvc1", "vc1"}, {"vc-1", "vc1"}, {"av01", "av1"}, {"vp09", "vp9"}},
  audio_words[] = {{"dts", "dca"}, {"dts-hd ma", "dtshd_ma"}, {"dtshd-ma", "dtshd_ma"},
	  {"dts-hd hra", "dtshd_hra"}, {"a_eac3", "eac3"}, {"ddp", "eac3"}, {"e-ac-3", "eac3"},
	  {"ac-3", "ac3"}, {"mlp fba", "truehd"}, {"aac lc", "aac"}};

static char *word(struct strbuf *v, bool video)
{
	size_t n = video ? sizeof(video_words) / sizeof(video_words[0])
			 : sizeof(audio_words) / sizeof(audio_words[0]);

	for (size_t i = 0; i < v->len; i++)
		v->buf[i] = (char)tolower((unsigned char)v->buf[i]);
	for (size_t i = 0; i < n; i++)
		if (!strcmp(v->buf, video ? video_words[i].seen : audio_words[i].seen))
			return xstrdup(video ? video_words[i].codec : audio_words[i].codec);
	return xstrdup(v->buf);
}

/* A whole number, 0 for what is none or lies outside. */
static int number(const char *v, int max)
{
	char *end;
	double n = strtod(v, &end);

	return end != v && n > 0 && n <= max ? (int)n : 0;
}

/* "1.777778", "16:9"; 0 when it is neither. */
static double ratio(const char *v)
{
	char *end;
	double n = strtod(v, &end);

	if (*end == ':' || *end == '/')
		n /= strtod(end + 1, NULL);
	return isfinite(n) && n > 0.1 && n < 100 ? n : 0;
}

static void set(char **to, char *value)
{
	free(*to);
	*to = value;
}

static void read_video(struct nfo_doc *d, const struct nfo_elem *e, struct streams *s)
{
	struct video_stream *v = streams_add_video(s);
	struct strbuf text = STRBUF_INIT;
	struct nfo_elem c;

	for (size_t pos = e->open_end; nfo_next(&d->xml, &pos, e->content_end, &c);) {
		if (!nfo_elem_value(d, &c, &text))
			continue;
		if (nfo_is(&d->xml, &c, "codec"))
			set(&v->codec, word(&text, true));
		else if (nfo_is(&d->xml, &c, "aspect"))
			v->aspect = ratio(text.buf);
		else if (nfo_is(&d->xml, &c, "width"))
			v->width = number(text.buf, STREAMS_MAX_SIDE);
		else if (nfo_is(&d->xml, &c, "height"))
			v->height = number(text.buf, STREAMS_MAX_SIDE);
		else if (nfo_is(&d->xml, &c, "durationinseconds") && !s->duration)
			s->duration = number(text.buf, 10000000);
		else if (nfo_is(&d->xml, &c, "stereomode"))
			set(&v->stereo_mode, xstrdup(text.buf));
		else if (nfo_is(&d->xml, &c, "hdrtype"))
			set(&v->hdr_type, xstrdup(text.buf));
		else if (nfo_is(&d->xml, &c, "language"))
			set(&v->language, xstrdup_or_null(lang_code(text.buf)));
	}
	strbuf_release(&text);
	if (!v->codec && !v->width && !v->height && !v->language) {
		free(v->stereo_mode);
		free(v->hdr_type);
		s->nvideo--;
	}
}

static void read_audio(struct nfo_doc *d, const struct nfo_elem *e, struct streams *s)
{
	struct audio_stream *a = streams_add_audio(s);
	struct strbuf text = STRBUF_INIT;
	struct nfo_elem c;

	for (size_t pos = e->open_end; nfo_next(&d->xml, &pos, e->content_end, &c);) {
		if (!nfo_elem_value(d, &c, &text))
			continue;
		if (nfo_is(&d->xml, &c, "codec"))
			set(&a->codec, word(&text, false));
		else if (nfo_is(&d->xml, &c, "language"))
			set(&a->language, xstrdup_or_null(lang_code(text.buf)));
		else if (nfo_is(&d->xml, &c, "channels"))
			a->channels = number(text.buf, STREAMS_MAX_CHANNELS);
	}
	strbuf_release(&text);
	a->stream_index = (int)s->naudio - 1;
	if (!a->codec && !a->language && !a->channels)
		s->naudio--;
}

static void read_subtitle(struct nfo_doc *d, const struct nfo_elem *e, struct streams *s)
{
	struct strbuf text = STRBUF_INIT;
	struct nfo_elem c;

	if (nfo_child(&d->xml, e, "language", &c) && nfo_elem_value(d, &c, &text) && lang_code(text.buf)) {
		struct subtitle_stream *sub = streams_add_subtitle(s);
		sub->language = xstrdup(lang_code(text.buf));
	}
	strbuf_release(&text);
}

bool nfo_read_streams(struct nfo_doc *d, const struct nfo_elem *fileinfo, struct streams *s)
{
	struct nfo_elem details, e;

	if (!nfo_child(&d->xml, fileinfo, "streamdetails", &details))
		return false;
	for (size_t pos = details.open_end; nfo_next(&d->xml, &pos, details.content_end, &e);) {
		if (nfo_is(&d->xml, &e, "video") && s->nvideo < STREAMS_MAX)
			read_video(d, &e, s);
		else if (nfo_is(&d->xml, &e, "audio") && s->naudio < STREAMS_MAX)
			read_audio(d, &e, s);
		else if (nfo_is(&d->xml, &e, "subtitle") && s->nsubtitle < STREAMS_MAX)
			read_subtitle(d, &e, s);
	}
	return s->nvideo > 0 || s->naudio > 0 || s->nsubtitle > 0 || s->duration > 0;
}

/* What is written of a set of streams, as text: two are the same when these are. */
static void open_text(void *ctx, const char *element)
{
	strbuf_addf(ctx, "(%s", element);
}

static void value_text(void *ctx, const char *element, const char *text)
{
	strbuf_addf(ctx, " %s=%s", element, text);
}

static void close_text(void *ctx, const char *element)
{
	(void)element;
	strbuf_addch(ctx, ')');
}

bool nfo_same_streams(const struct streams *a, const struct streams *b)
{
	struct strbuf x = STRBUF_INIT, y = STRBUF_INIT;

	nfo_write_streams(a, &(struct nfo_sink){open_text, value_text, close_text, &x});
	nfo_write_streams(b, &(struct nfo_sink){open_text, value_text, close_text, &y});
	bool same = x.len == y.len && !memcmp(x.buf, y.buf, x.len);
	strbuf_release(&x);
	strbuf_release(&y);
	return same;
}

static bool complete(const struct streams *s, const struct video_stream *v)
{
	return v->codec && v->width > 0 && v->height > 0 && s->duration >= 1;
}

bool nfo_has_streams(const struct streams *s)
{
	bool any = s->naudio > 0;

	for (size_t i = 0; i < s->nvideo; i++)
		any |= complete(s, &s->video[i]);
	for (size_t i = 0; i < s->nsubtitle; i++)
		any |= s->subtitle[i].language != NULL;
	return any;
}

static void put(const struct nfo_sink *to, const char *element, const char *text)
{
	if (text && *text)
		to->value(to->ctx, element, text);
}

static void put_number(const struct nfo_sink *to, const char *element, int decimals, double v)
{
	struct strbuf text = STRBUF_INIT;

	if (v > 0) {
		strbuf_addf(&text, "%.*f", decimals, v);
		to->value(to->ctx, element, text.buf);
	}
	strbuf_release(&text);
}

static void write_video(const struct streams *s, const struct video_stream *v, const struct nfo_sink *to)
{
	to->open(to->ctx, "video");
	put(to, "codec", v->codec);
	put_number(to, "aspect", 6, v->aspect);
	put_number(to, "width", 0, v->width);
	put_number(to, "height", 0, v->height);
	put_number(to, "durationinseconds", 0, floor(s->duration));
	put(to, "stereomode", v->stereo_mode);
	put(to, "hdrtype", v->hdr_type);
	put(to, "language", v->language);
	to->close(to->ctx, "video");
}

void nfo_write_streams(const struct streams *s, const struct nfo_sink *to)
{
	to->open(to->ctx, "streamdetails");
	for (size_t i = 0; i < s->nvideo; i++)
		if (complete(s, &s->video[i]))
			write_video(s, &s->video[i], to);
	for (size_t i = 0; i < s->naudio; i++) {
		to->open(to->ctx, "audio");
		put(to, "codec", s->audio[i].codec);
		put(to, "language", s->audio[i].language);
		put_number(to, "channels", 0, s->audio[i].channels);
		to->close(to->ctx, "audio");
	}
	for (size_t i = 0; i < s->nsubtitle; i++) {
		if (!s->subtitle[i].language)
			continue;
		to->open(to->ctx, "subtitle");
		put(to, "language", s->subtitle[i].language);
		to->close(to->ctx, "subtitle");
	}
	to->close(to->ctx, "streamdetails");
}
