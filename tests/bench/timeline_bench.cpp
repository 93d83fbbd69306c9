// Measures how long the timeline takes to paint with a million entries and prints one table.
//
//     walkeeper-timeline-bench
//
// Off screen (QT_QPA_PLATFORM=offscreen). Exit code 1 if a target is missed.

#include "ui/theme/style_sheet.h"
#include "ui/timeline/timeline_slider.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QImage>
#include <QKeyEvent>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <random>
#include <vector>

using namespace walkeeper;
using namespace walkeeper::ui;

namespace {

constexpr unsigned entries = 1'000'000;
constexpr unsigned generations = 20;
constexpr unsigned findingsInAll = 10'000;
constexpr int rounds = 200;
constexpr double targetMs = 8;

/// Two years in which busy hours and quiet ones take turns, with a daily snapshot.
Replica twoYears()
{
    std::mt19937_64 random(7);
    const Timestamp begin(std::chrono::seconds(1'700'000'000));
    const double step = 2.0 * 365 * 86400 / entries;
    Replica replica;
    for (unsigned g = 0; g < generations; ++g) {
        Generation generation;
        generation.id = GenerationId(g + 1);
        for (unsigned i = 0; i < entries / generations; ++i) {
            const double jitter = static_cast<double>(random() % 1000) / 1000 * step * 40;
            const double second = (g * (entries / generations) + i) * step + jitter;
            const Timestamp time =
                begin + std::chrono::nanoseconds(static_cast<std::int64_t>(second * 1e9));
            if (i % 1370 == 0)
                generation.snapshots.push_back({i / 100, 4'000'000, time});
            generation.segments.push_back(
                {{i / 100, 32 + i % 100 * 4120ULL, 8}, 500 + random() % 20'000, time});
        }
        replica.generations.push_back(std::move(generation));
    }
    return replica;
}

Findings scatteredFindings(const ReplicaContents& contents)
{
    std::vector<PlacedFinding> findings(findingsInAll);
    const auto& all = contents.timeline.entries();
    for (unsigned i = 0; i < findingsInAll; ++i) {
        const std::size_t place = i * (all.size() / findingsInAll);
        findings[i].finding.severity = i % 3 == 0 ? Severity::Damage : Severity::Warning;
        findings[i].from = all[place].time;
        findings[i].to = all[std::min(place + i % 50, all.size() - 1)].time;
    }
    return shareFindings(std::move(findings));
}

struct Figures {
    double median = 0;
    double p99 = 0;
    double maximum = 0;
};

Figures figuresOf(std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    return {times[times.size() / 2], times[times.size() * 99 / 100], times.back()};
}

/// One frame: what the step changes is counted again, and all of it painted.
Figures measure(TimelineSlider& slider, const std::function<void(int)>& step)
{
    QImage image(slider.size() * slider.devicePixelRatio(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(slider.devicePixelRatio());
    slider.render(&image); // drawings are parsed once
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) {
        QElapsedTimer timer;
        timer.start();
        step(i);
        slider.render(&image);
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    return figuresOf(std::move(times));
}

bool print(const char* what, int width, const Figures& figures)
{
    const bool isMet = figures.median < targetMs;
    std::printf("%-44s %5d px  %7.2f  %7.2f  %7.2f  %s\n", what, width, figures.median, figures.p99,
                figures.maximum, isMet ? "met" : "MISSED");
    std::fflush(stdout);
    return isMet;
}

bool measureAt(int width, const std::shared_ptr<const ReplicaContents>& contents,
               const Findings& findings)
{
    TimelineSlider slider;
    slider.resize(width, slider.sizeHint().height());
    slider.setContents(contents);
    slider.setMoment(ui::Moment{contents, entries / 2, {}});
    bool isMet = print("all of it", width, measure(slider, [](int) {}));
    slider.setFindings(findings);
    isMet &= print("all of it, 10,000 findings", width, measure(slider, [](int) {}));
    const auto moved = [&](int i) {
        slider.setMoment(ui::Moment{contents, static_cast<std::uint32_t>(i) * 4000, {}});
    };
    isMet &= print("the handle moves", width, measure(slider, moved));
    for (int i = 0; i < 5; ++i)
        slider.zoomIn();
    const auto pan = [&](int i) {
        QKeyEvent key(QEvent::KeyPress, i / 20 % 2 == 0 ? Qt::Key_Left : Qt::Key_Right,
                      Qt::ShiftModifier);
        QApplication::sendEvent(&slider, &key);
    };
    isMet &= print("panned, a tenth visible", width, measure(slider, pan));
    const auto zoom = [&](int i) {
        if (i / 20 % 2 == 0)
            slider.zoomIn();
        else
            slider.zoomOut();
    };
    isMet &= print("zoomed in and out", width, measure(slider, zoom));
    return isMet;
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    applyAppearance(application, Appearance::Light);
    QElapsedTimer timer;
    Replica replica = twoYears();
    timer.start();
    const auto contents =
        std::make_shared<const ReplicaContents>(makeReplicaContents({}, std::move(replica)));
    std::printf("%zu entries, made ready in %lld ms (off the GUI thread); target: a median below "
                "%.0f ms\n\n",
                contents->timeline.entries().size(), static_cast<long long>(timer.elapsed()),
                targetMs);
    std::printf("%-44s %8s  %7s  %7s  %7s\n", "count and paint, ms", "width", "median", "p99",
                "max");
    const Findings findings = scatteredFindings(*contents);
    bool isMet = true;
    for (const int width : {1240, 2480})
        isMet &= measureAt(width, contents, findings);
    return isMet ? 0 : 1;
}
