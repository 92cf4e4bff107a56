#include "scan/folder.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/alloc.h"
#include "core/path.h"

/* Counts up when a scan sees other files than before, or makes more of them: then every folder is looked at
 * once. */
#define SIGNATURE_VERSION "1-"

void folder_release(struct folder *f)
{
	strbuf_release(&f->path);
	strbuf_release(&f->names);
	free(f->file);
	f->file = NULL;
	f->n = f->alloc = 0;
}

const char *folder_name(const struct folder *f, size_t i)
{
	return f->names.buf + f->file[i].name;
}

/* The finaliser of MurmurHash3: every bit of x tells on every bit of the result. */
static uint64_t mix(uint64_t x)
{
	x ^= x >> 33;
	x *= UINT64_C(0xff51afd7ed558ccd);
	x ^= x >> 33;
	x *= UINT64_C(0xc4ceb9fe1a85ec53);
	return x ^ x >> 33;
}

static uint64_t file_hash(const struct folder_file *f, const char *name, uint64_t seed)
{
	size_t len = strlen(name);
	uint64_t h = mix(seed ^ len), chunk;

	for (size_t i = 0; i < len; i += sizeof(chunk)) {
		chunk = 0;
		memcpy(&chunk, name + i, len - i < sizeof(chunk) ? len - i : sizeof(chunk));
		h = mix(h ^ chunk) + seed;
	}
	return mix(mix(h ^ (uint64_t)f->size) ^ (uint64_t)f->mtime_ns);
}

void folder_signature_text(const uint64_t signature[2], char out[FOLDER_SIGNATURE_SIZE])
{
	static const char digit[] = "0123456789abcdef";
	char *p = out + sizeof(SIGNATURE_VERSION) - 1;

	memcpy(out, SIGNATURE_VERSION, sizeof(SIGNATURE_VERSION) - 1);
	for (int part = 0; part < 2; part++) {
		for (int shift = 60; shift >= 0; shift -= 4)
			*p++ = digit[signature[part] >> shift & 15];
	}
	*p = '\0';
}

bool folder_signature_read(const char *text, uint64_t signature[2])
{
	uint64_t part[2] = {0, 0};
	size_t skip = sizeof(SIGNATURE_VERSION) - 1;

	if (!text || strncmp(text, SIGNATURE_VERSION, skip) != 0 || strlen(text + skip) != 32)
		return false;
	for (int i = 0; i < 32; i++) {
		char c = text[skip + (size_t)i];
		unsigned v = c >= '0' && c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'a' + 10);

		if (v > 15)
			return false;
		part[i / 16] = part[i / 16] << 4 | v;
	}
	signature[0] = part[0];
	signature[1] = part[1];
	return true;
}

static int by_name(const void *a, const void *b, void *names)
{
	const char *base = names;

	return strcmp(
		base + ((const struct folder_file *)a)->name, base + ((const struct folder_file *)b)->name);
}

void folder_sort(struct folder *f)
{
	if (f->n > 0)
		qsort_r(f->file, f->n, sizeof(*f->file), by_name, f->names.buf);
}

size_t folder_find(const struct folder *f, const char *name)
{
	size_t low = 0, high = f->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(folder_name(f, mid), name);

		if (order == 0)
			return mid;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return f->n;
}

void folder_add(struct folder *f, const char *name, const struct stat *st, enum dir_kind where)
{
	struct folder_file file = {
		.name = f->names.len,
		.size = st->st_size,
		.mtime_ns = (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec,
		.inode = (int64_t)st->st_ino,
		.kind = file_kind(path_base(name)),
		.where = where,
	};

	strbuf_add(&f->names, name, strlen(name) + 1);
	f->signature[0] += file_hash(&file, name, UINT64_C(0x9e3779b97f4a7c15));
	f->signature[1] += file_hash(&file, name, UINT64_C(0xc2b2ae3d27d4eb4f));
	ALLOC_GROW(f->file, f->n + 1, f->alloc);
	f->file[f->n++] = file;
}

bool folder_inside(const char *folder, const char *dir)
{
	return !*dir || path_inside(folder, dir);
}

void folder_clear(struct folder *f, const char *path)
{
	strbuf_clear(&f->path);
	strbuf_addstr(&f->path, path);
	strbuf_clear(&f->names);
	f->n = 0;
	f->signature[0] = f->signature[1] = 0;
}
