// Goes once through all files of the folders that it is given. Stands in for libFuzzer where the
// compiler has none.

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv)
{
    int files = 0;
    for (int i = 1; i < argc; ++i) {
        std::error_code failure;
        for (const auto& entry : std::filesystem::directory_iterator(argv[i], failure)) {
            std::ifstream stream(entry.path(), std::ios::binary);
            const std::string content((std::istreambuf_iterator<char>(stream)), {});
            LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(content.data()),
                                   content.size());
            ++files;
        }
        if (failure)
            std::fprintf(stderr, "cannot list %s: %s\n", argv[i], failure.message().c_str());
    }
    std::printf("%d files\n", files);
    return files > 0 ? 0 : 1;
}
