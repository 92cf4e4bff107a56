/*
 * What a fuzz target is without libFuzzer: it reads the files it is given, one input each. So the targets are
 * built by every compiler, and an input that was a finding once is a test for ever (tests/fuzz/corpus/).
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_INPUT (16 * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int main(int argc, char **argv)
{
	uint8_t *data = malloc(MAX_INPUT);
	int status = data ? 0 : 1;

	for (int i = 1; i < argc && data; i++) {
		FILE *f = fopen(argv[i], "rb");

		if (!f) {
			perror(argv[i]);
			status = 1;
			continue;
		}
		size_t len = fread(data, 1, MAX_INPUT, f);
		fclose(f);
		/* A copy of its own size, so that a sanitizer sees a step over its end. */
		uint8_t *input = malloc(len ? len : 1);
		if (!input)
			abort();
		for (size_t n = 0; n < len; n++)
			input[n] = data[n];
		LLVMFuzzerTestOneInput(input, len);
		free(input);
	}
	free(data);
	return status;
}
