/*
 * metarr-image: pictures in, facts about them out: type, size, hashes. Named files, or records with a "path";
 * it answers each before it reads the next, so that metarr-scan can keep it as a child. A file is read once:
 * what is hashed is what is looked at and, with --store, what goes into the cache.
 */
#include <errno.h>
#include <getopt.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "asset/cache.h"
#include "core/file.h"
#include "core/prog.h"
#include "media/image.h"
#include "media/phash.h"

#define KEPT_BYTES (32 << 20)

static const char usage[] =
	"usage: metarr-image [-HjpqStv] [-s CACHE] [FILE...]\n"
	"       metarr-image -T SIZE [-o FILE] FILE\n"
	"Facts about pictures: those named, or the \"path\" of each record on standard input.\n"
	"  -H, --header-only     type and size in pixels, without reading all of the file\n"
	"  -p, --no-phash        no perceptual hash\n"
	"  -S, --no-sha256       no hash of the bytes\n"
	"  -s, --store CACHE     keep each picture in the cache, too\n"
	"  -T, --thumbnail SIZE  a small version, SIZE pixels on the longer side, to standard output\n"
	"  -o, --output FILE     the small version to a file\n"
	"  -j, --json   records, also on a terminal      -t, --text     lines for people, also into a pipe\n"
	"  -q, --quiet  errors only                      -v, --verbose  say more\n"
	"  -h, --help   this text                        -V, --version  the version\n";

struct work {
	struct prog p;
	bool header_only, no_phash, no_sha256;
	const char *cache; /* NULL: nothing is stored */
};

/* What is found out about one file. */
struct facts {
	struct image image;
	int64_t size;
	char sha256[SHA256_HEX_SIZE], phash[PHASH_HEX_SIZE]; /* "": none */
	struct strbuf cache_path;
};

static void put_record(const struct work *w, const struct facts *f, struct record *r)
{
	record_set_str(r, "mime", image_mime(f->image.type));
	record_set_int(r, "size", f->size);
	record_set_int(r, "width", f->image.width);
	record_set_int(r, "height", f->image.height);
	record_set_bool(r, "has_alpha", f->image.has_alpha);
	if (w->header_only)
		return;
	if (!w->no_sha256)
		record_set_str(r, "sha256", f->sha256);
	if (!w->no_phash)
		record_set_str(r, "phash", *f->phash ? f->phash : NULL);
	if (w->cache)
		record_set_str(r, "cache_path", f->cache_path.buf);
}

static void put_people(const struct facts *f, const char *path)
{
	struct strbuf line = STRBUF_INIT;

	strbuf_add_escaped(&line, path, strlen(path));
	strbuf_addf(&line, ": %s %d x %d%s, %lld bytes", image_mime(f->image.type), f->image.width,
		f->image.height, f->image.has_alpha ? " with alpha" : "", (long long)f->size);
	if (*f->sha256)
		strbuf_addf(&line, ", sha256 %.12s", f->sha256);
	if (*f->phash)
		strbuf_addf(&line, ", phash %s", f->phash);
	puts(line.buf);
	strbuf_release(&line);
}

/* Reads the header of a file that is in memory as a whole. */
static int read_whole(struct image *image, struct strbuf *data, const char *path, struct error *err)
{
	if (file_read(path, IMAGE_MAX_FILE, data, err))
		return -1;
	if (image_read_header(image, data->buf, data->len, data->len, err) < 0 ||
		image_check_whole(image, data->buf, data->len, err))
		return error_prefix(err, "'%s'", path);
	return 0;
}

static int hash(const struct work *w, struct facts *f, const struct strbuf *data, struct error *err)
{
	uint64_t bits;
	int found = 0;

	f->size = (int64_t)data->len;
	if (!w->no_phash) /* what cannot be decoded is not stored */
		found = image_phash(&f->image, data->buf, data->len, &bits, err);
	if (found > 0)
		phash_hex(bits, f->phash);
	if (found < 0)
		return -1;
	if (w->cache)
		return cache_store(w->cache, data->buf, data->len, image_ext(f->image.type), f->sha256,
			&f->cache_path, err);
	if (!w->no_sha256)
		sha256_hex(data->buf, data->len, f->sha256);
	return 0;
}

static int find_facts(const struct work *w, struct facts *f, const char *path, struct error *err)
{
	struct strbuf data = STRBUF_INIT;
	int rc;

	if (w->header_only)
		return image_read_file_header(&f->image, path, &f->size, err);
	rc = read_whole(&f->image, &data, path, err);
	if (!rc && hash(w, f, &data, err))
		rc = error_prefix(err, "'%s'", path);
	strbuf_release(&data);
	return rc;
}

static int one(struct record *r, void *ctx, struct error *err)
{
	struct work *w = ctx;
	struct facts f = {.cache_path = STRBUF_INIT};
	const char *path = record_str(r, "path");
	int rc;

	if (!path)
		return error_set(err, ERR_BAD_RECORD, "'path' is no text");
	rc = find_facts(w, &f, path, err);
	if (!rc && prog_json(&w->p))
		put_record(w, &f, r);
	else if (!rc)
		put_people(&f, path);
	strbuf_release(&f.cache_path);
	return rc;
}

static int thumbnail(const char *path, int side, const char *output, struct error *err)
{
	struct strbuf data = STRBUF_INIT, small = STRBUF_INIT;
	struct image image;
	enum image_type type;
	int rc = read_whole(&image, &data, path, err);

	if (!rc && image_thumbnail(&image, data.buf, data.len, side, &small, &type, err))
		rc = error_prefix(err, "'%s'", path);
	if (!rc && output)
		rc = file_write(output, small.buf, small.len, NULL, NULL, err);
	else if (!rc && file_write_fd(STDOUT_FILENO, small.buf, small.len))
		rc = error_errno(err, errno, "cannot write the output");
	strbuf_release(&small);
	strbuf_release(&data);
	return rc;
}

static int thumbnail_size(const struct prog *p, const char *text)
{
	char *end;
	long side = strtol(text, &end, 10);

	if (*end || side < 1 || side > IMAGE_MAX_THUMBNAIL)
		prog_usage(p);
	return (int)side;
}

/* What one picture was unpacked into is kept for the next: of a logo, memory that is taken from the kernel
 * each time and cleared by it is a third of the cost. */
static void keep_memory(void)
{
	mallopt(M_MMAP_THRESHOLD, KEPT_BYTES / 2);
	mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
}

int main(int argc, char **argv)
{
	static const struct option longs[] = {PROG_LONG, {"header-only", no_argument, NULL, 'H'},
		{"no-phash", no_argument, NULL, 'p'}, {"no-sha256", no_argument, NULL, 'S'},
		{"store", required_argument, NULL, 's'}, {"thumbnail", required_argument, NULL, 'T'},
		{"output", required_argument, NULL, 'o'}, {NULL, 0, NULL, 0}};
	struct work w = {.header_only = false};
	struct error err = ERROR_INIT;
	const char *output = NULL;
	int c, side = 0;

	keep_memory();
	prog_init(&w.p, "metarr-image", usage);
	w.p.needs = "path";
	while ((c = getopt_long(argc, argv, PROG_SHORT "HpSs:T:o:", longs, NULL)) != -1) {
		switch (c) {
		case 'H':
			w.header_only = true;
			break;
		case 'p':
			w.no_phash = true;
			break;
		case 'S':
			w.no_sha256 = true;
			break;
		case 's':
			w.cache = optarg;
			break;
		case 'T':
			side = thumbnail_size(&w.p, optarg);
			break;
		case 'o':
			output = optarg;
			break;
		default:
			prog_option(&w.p, c);
		}
	}
	if (side) {
		if (optind != argc - 1 || w.cache || w.header_only)
			prog_usage(&w.p);
		if (thumbnail(argv[optind], side, output, &err))
			prog_die(&w.p, &err);
		return 0;
	}
	if (output || (w.cache && (w.header_only || w.no_sha256)))
		prog_usage(&w.p);
	prog_interruptible();
	if (optind < argc)
		prog_files(&w.p, argv + optind, one, &w);
	else
		prog_records(&w.p, STDIN_FILENO, one, &w);
	return prog_finish(&w.p);
}
