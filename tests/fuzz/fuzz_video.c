/* Any bytes as a video: H.264's parameter set, the ladder of probe.c, and its answer written and read back.
 */
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/json.h"
#include "media/probe.h"
#include "media/sps.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void there_and_back(const struct streams *s, struct error *err)
{
	struct streams back = STREAMS_INIT;
	struct strbuf text = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &text);
	jsonw_object(&w);
	streams_to_json(s, &w);
	jsonw_end(&w);
	if (streams_from_json(&back, text.buf, text.len, err) || back.nvideo != s->nvideo ||
		back.naudio != s->naudio || back.nsubtitle != s->nsubtitle)
		abort();
	streams_release(&back);
	strbuf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static int fd = -1;
	struct streams s = STREAMS_INIT;
	struct error err = ERROR_INIT;
	struct strbuf path = STRBUF_INIT;
	struct sps sps;

	if (sps_read(&sps, data, len) && (sps.width < 1 || sps.height < 1))
		abort();
	if (fd < 0) {
		fd = memfd_create("fuzz", MFD_CLOEXEC);
		probe_init();
	}
	if (fd < 0 || ftruncate(fd, 0) || pwrite(fd, data, len, 0) != (ssize_t)len)
		abort();
	strbuf_addf(&path, "/proc/self/fd/%d", fd);
	if (!probe_file(&s, path.buf, &err))
		there_and_back(&s, &err);
	streams_release(&s);
	strbuf_release(&path);
	error_release(&err);
	return 0;
}
