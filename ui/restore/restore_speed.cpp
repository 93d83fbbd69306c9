#include "ui/restore/restore_speed.h"

#include "ui/text/conversion.h"

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

/// Opening and renaming files takes longer than to read less.
constexpr std::uint64_t leastBytes = 1'000'000;

/// All folders are one place; buckets of a service are not.
QString placeOf(const StoreUrl& url)
{
    return toQt(url.scheme) + u"://"_s + toQt(url.host);
}

} // namespace

std::optional<double> speedOf(const AppServices& services, const StoreUrl& url)
{
    return services.restoreSpeed(placeOf(url));
}

void keepSpeed(AppServices& services, const StoreUrl& url, const RestoreReport& report)
{
    const std::uint64_t bytes = report.plan.storedBytes();
    const std::chrono::duration<double> seconds = report.elapsed;
    if (bytes >= leastBytes && seconds.count() > 0)
        services.keepRestoreSpeed(placeOf(url), static_cast<double>(bytes) / seconds.count());
}

std::optional<std::chrono::milliseconds> expectedTime(std::uint64_t storedBytes,
                                                      std::optional<double> bytesPerSecond)
{
    if (!bytesPerSecond)
        return std::nullopt;
    const std::chrono::duration<double> seconds(static_cast<double>(storedBytes) / *bytesPerSecond);
    return std::chrono::duration_cast<std::chrono::milliseconds>(seconds);
}

} // namespace walkeeper::ui
