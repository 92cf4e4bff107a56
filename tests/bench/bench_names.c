/* How long a name takes, film and episode, with and without folders: at most 0.02 ms each. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "media/name.h"

static double cpu_seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

int main(void)
{
	static const struct {
		const char *name;
		enum name_kind kind;
	} names[] = {
		{"Films/The Matrix (1999)/The.Matrix.1999.2160p.UHD.BluRay.REMUX.HDR.HEVC.Atmos-GRP.mkv",
			NAME_MOVIE},
		{"Das.Boot.Directors.Cut.1981.German.DL.1080p.BluRay.x264-GRP.mkv", NAME_MOVIE},
		{"tv/Show (2010)/Season 02/Show.S02E03-E04.A.Longer.Title.720p.WEB-DL.DD5.1.H.264-GRP.mkv",
			NAME_EPISODE},
		{"[Group] A Show With a Long Name - 045 (BD 1920x1080 HEVC FLAC) [12345678].mkv",
			NAME_EPISODE},
		{"Show - 2024-01-31 - Guest.mkv", NAME_ANY},
	};
	const int rounds = 20000, kinds = (int)(sizeof(names) / sizeof(*names));
	struct name_info info = NAME_INIT;
	double start = cpu_seconds(), each;

	for (int i = 0; i < rounds; i++)
		for (int k = 0; k < kinds; k++)
			name_parse(&info, names[k].name, names[k].kind);
	each = (cpu_seconds() - start) * 1000 / (rounds * kinds);
	name_release(&info);
	printf("names: %.4f ms each (goal 0.02)\n", each);
	return each <= 0.02 ? EXIT_SUCCESS : EXIT_FAILURE;
}
