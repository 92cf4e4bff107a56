/*
 * What one file costs, CPU milliseconds, in a process that runs on: the header of a video, the header of a
 * picture, its SHA-256 and its perceptual hash. Videos come from ffmpeg, pictures are drawn: a poster of 2000
 * x 3000, a fanart of 3840 x 2160 and a progressive poster, all with the grain of a photograph.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <jpeglib.h>

#include "core/alloc.h"
#include "core/file.h"
#include "core/process.h"
#include "core/sha256.h"
#include "media/image.h"
#include "media/probe.h"

static char dir[] = "/var/tmp/metarr-bench.XXXXXX";
static struct error err = ERROR_INIT;

static double cpu_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static void need(int rc)
{
	if (rc < 0) {
		fprintf(stderr, "bench_media: %s\n", err.msg.buf);
		exit(EXIT_FAILURE);
	}
}

static char *path_of(const char *name)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s", dir, name);
	return strbuf_detach(&path, NULL);
}

static void make_video(const char *path, const char *video, const char *audio)
{
	const char *const argv[] = {"/usr/bin/ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i",
		"testsrc2=s=1280x720:r=24:d=4", "-f", "lavfi", "-i", "sine=d=4", "-c:v", video, "-preset",
		"ultrafast", "-c:a", audio, "-strict", "-2", path, NULL};
	struct strbuf out = STRBUF_INIT;

	need(process_run(argv, NULL, 0, NULL, 1 << 20, &out, &err));
	strbuf_release(&out);
}

static void draw_row(uint8_t *row, int width, unsigned y)
{
	static unsigned grain = 1;

	for (int x = 0; x < width * 3; x++) {
		grain = grain * 1103515245u + 12345u;
		row[x] = (uint8_t)(((unsigned)x / 9 + y / 5) % 160 + ((grain >> 16) & 31));
	}
}

static void make_picture(struct strbuf *out, int width, int height, bool progressive)
{
	struct jpeg_compress_struct jpeg;
	struct jpeg_error_mgr mgr;
	uint8_t *row = xmalloc((size_t)width * 3), *bytes = NULL;
	unsigned long len = 0;

	jpeg.err = jpeg_std_error(&mgr);
	jpeg_create_compress(&jpeg);
	jpeg_mem_dest(&jpeg, &bytes, &len);
	jpeg.image_width = (JDIMENSION)width;
	jpeg.image_height = (JDIMENSION)height;
	jpeg.input_components = 3;
	jpeg.in_color_space = JCS_RGB;
	jpeg_set_defaults(&jpeg);
	jpeg_set_quality(&jpeg, 60, TRUE);
	if (progressive)
		jpeg_simple_progression(&jpeg);
	jpeg_start_compress(&jpeg, TRUE);
	while (jpeg.next_scanline < jpeg.image_height) {
		draw_row(row, width, jpeg.next_scanline);
		jpeg_write_scanlines(&jpeg, &row, 1);
	}
	jpeg_finish_compress(&jpeg);
	jpeg_destroy_compress(&jpeg);
	strbuf_clear(out);
	strbuf_add(out, bytes, len);
	free(bytes);
	free(row);
}

static void bench_video(const char *name, const char *video, const char *audio)
{
	const int rounds = 200;
	struct streams s = STREAMS_INIT;
	char *path = path_of(name);
	double start;

	make_video(path, video, audio);
	need(probe_file(&s, path, &err));
	start = cpu_ms();
	for (int i = 0; i < rounds; i++)
		need(probe_file(&s, path, &err));
	printf("probe %-12s %6.2f ms\n", name, (cpu_ms() - start) / rounds);
	streams_release(&s);
	unlink(path);
	free(path);
}

static void bench_picture(const char *name, int width, int height, bool progressive)
{
	const int rounds = 20;
	struct strbuf data = STRBUF_INIT;
	char sha256[SHA256_HEX_SIZE], *path = path_of("picture.jpg");
	struct image img;
	double start, header, hashes, perceptual;
	uint64_t bits;
	int64_t size;

	make_picture(&data, width, height, progressive);
	need(file_write(path, data.buf, data.len, NULL, NULL, &err));
	need(image_read_file_header(&img, path, &size, &err));
	start = cpu_ms();
	for (int i = 0; i < rounds * 50; i++)
		need(image_read_file_header(&img, path, &size, &err));
	header = (cpu_ms() - start) / (rounds * 50);
	start = cpu_ms();
	for (int i = 0; i < rounds; i++)
		sha256_hex(data.buf, data.len, sha256);
	hashes = (cpu_ms() - start) / rounds;
	start = cpu_ms();
	for (int i = 0; i < rounds; i++)
		need(image_phash(&img, data.buf, data.len, &bits, &err));
	perceptual = (cpu_ms() - start) / rounds;
	printf("image %-12s %6.0f KB: header %.3f, sha256 %.2f, phash %.2f ms\n", name,
		(double)data.len / 1024, header, hashes, perceptual);
	strbuf_release(&data);
	unlink(path);
	free(path);
}

int main(void)
{
	if (!mkdtemp(dir)) {
		perror(dir);
		return EXIT_FAILURE;
	}
	probe_init();
	bench_video("h264.mkv", "libx264", "ac3");
	bench_video("h264.mp4", "libx264", "aac");
	bench_video("hevc.mkv", "libx265", "ac3");
	bench_video("dts.mkv", "libx264", "dca");
	bench_video("h264.ts", "libx264", "ac3");
	bench_picture("poster", 2000, 3000, false);
	bench_picture("fanart", 3840, 2160, false);
	bench_picture("progressive", 2000, 3000, true);
	rmdir(dir);
	return EXIT_SUCCESS;
}
