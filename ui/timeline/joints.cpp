#include "ui/timeline/joints.h"

#include "ui/text/conversion.h"
#include "ui/text/human_text.h"

#include <algorithm>
#include <utility>

namespace walkeeper::ui {

std::optional<std::uint32_t> generationBefore(const ReplicaContents& contents,
                                              std::uint32_t generation)
{
    const auto& created = contents.generations[generation].created;
    std::optional<std::uint32_t> before;
    if (!created)
        return before;
    for (std::uint32_t i = 0; i < contents.generations.size(); ++i) {
        const auto& other = contents.generations[i].created;
        if (other && *other < *created &&
            (!before || *contents.generations[*before].created < *other))
            before = i;
    }
    return before;
}

JointWords::JointWords(const ReplicaContents& contents, std::vector<GenerationStart> starts)
    : m_contents(contents),
      m_starts(std::move(starts))
{
}

QString JointWords::reason(std::uint32_t generation) const
{
    if (!generationBefore(m_contents, generation))
        return {};
    const GenerationId id = m_contents.replica.generations[generation].id;
    const auto known =
        std::find_if(m_starts.begin(), m_starts.end(),
                     [id](const GenerationStart& start) { return start.generation == id; });
    return known == m_starts.end() ? tr("why it begins is not recorded")
                                   : toQt(reasonText(known->reason));
}

QString JointWords::sentence(std::uint32_t generation) const
{
    const auto before = generationBefore(m_contents, generation);
    if (!before)
        return tr("The history begins here.");
    const GenerationId id = m_contents.replica.generations[generation].id;
    const auto known =
        std::find_if(m_starts.begin(), m_starts.end(),
                     [id](const GenerationStart& start) { return start.generation == id; });
    const QString why =
        known == m_starts.end()
            ? tr("A new generation begins; why is not recorded in the replica.")
            : tr("A new generation begins: %1.").arg(toQt(reasonText(known->reason)));
    const auto pause =
        *m_contents.generations[generation].created - *m_contents.generations[*before].updated;
    if (pause < std::chrono::nanoseconds(0))
        return why + u' ' + tr("The one before goes on for a while.");
    return why + u' ' +
           tr("The one before ends %1 earlier; no moment between the two can be restored.")
               .arg(HumanText::duration(pause));
}

} // namespace walkeeper::ui
