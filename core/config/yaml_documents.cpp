#include "core/config/yaml_documents.h"

#include <yaml-cpp/eventhandler.h>

#include <sstream>

namespace walkeeper {

namespace {

/// Remembers where the last document began.
class DocumentStart final : public YAML::EventHandler
{
public:
    const YAML::Mark& mark() const { return m_mark; }

    void OnDocumentStart(const YAML::Mark& mark) override { m_mark = mark; }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
    void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
    void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  const std::string&) override
    {
    }
    void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                         YAML::EmitterStyle::value) override
    {
    }
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                    YAML::EmitterStyle::value) override
    {
    }
    void OnMapEnd() override {}

private:
    YAML::Mark m_mark;
};

Error invalid(const std::string& name, int lineFrom0, const std::string& reason)
{
    const int line = lineFrom0 < 0 ? 1 : lineFrom0 + 1;
    return {ErrorCode::InvalidArgument,
            name + ":" + std::to_string(line) + ": this is not valid YAML: " + reason};
}

/// Looks at no more than three documents. At a comma out of place the parser finds one empty
/// document after the other and does not move on; YAML::LoadAll() never comes back from that.
Result<YamlDocuments> load(const std::string& text, const std::string& name)
{
    YamlDocuments documents;
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    DocumentStart start;
    int lastStart = -1;
    for (int count = 1; count <= 3 && parser.HandleNextDocument(start); ++count) {
        if (count > 1 && start.mark().pos == lastStart)
            return invalid(name, start.mark().line, "nothing of a document can begin here");
        if (count == 2)
            documents.secondLine = static_cast<std::size_t>(start.mark().line) + 1;
        lastStart = start.mark().pos;
    }
    documents.first = YAML::Load(text);
    return documents;
}

} // namespace

Result<YamlDocuments> loadYaml(const std::string& text, const std::string& name)
{
    try {
        return load(text, name);
    } catch (const YAML::Exception& problem) {
        return invalid(name, problem.mark.line, problem.msg);
    } catch (const std::exception& problem) {
        return Error{ErrorCode::InvalidArgument,
                     name + ": this is not valid YAML: " + problem.what()};
    }
}

} // namespace walkeeper
