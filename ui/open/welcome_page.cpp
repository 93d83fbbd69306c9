#include "ui/open/welcome_page.h"

#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"

#include <QBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int textWidth = 480;
constexpr int recentShown = 5;

QLabel* centredLabel(const QString& text, TypeSize size, QFont::Weight weight, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setAlignment(Qt::AlignHCenter);
    label->setWordWrap(true);
    setType(label, size, weight);
    return label;
}

/// A column of fixed width in the middle of a page, so that its texts know how high they are.
QVBoxLayout* centredColumn(QWidget* page)
{
    auto* box = new QWidget(page);
    box->setFixedWidth(textWidth);
    auto* rows = new QVBoxLayout(page);
    rows->setContentsMargins(32, 32, 32, 48);
    auto* middle = new QHBoxLayout;
    middle->addStretch();
    middle->addWidget(box);
    middle->addStretch();
    rows->addStretch(2);
    rows->addLayout(middle);
    rows->addStretch(3);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space);
    return column;
}

} // namespace

WelcomePage::WelcomePage(QWidget* parent)
    : QWidget(parent),
      m_recent(new QWidget(this)),
      m_recentRows(new QVBoxLayout(m_recent))
{
    auto* picture = new QLabel(this);
    picture->setPixmap(programIcon().pixmap(QSize(72, 72), devicePixelRatioF()));
    auto* title = centredLabel(tr("Go back to any moment of a database"), TypeSize::Headline,
                               QFont::DemiBold, this);
    auto* words = centredLabel(
        tr("Protect a SQLite database: every commit is stored from now on, while programs go on "
           "using it. Or open a replica that is there already, to look at it or to restore."),
        TypeSize::Body, QFont::Normal, this);
    setRole(words, "muted");
    auto* protect = new QPushButton(icon(Icon::Protect, Colours::of(palette()).onAccent),
                                    tr("Protect a database…"), this);
    setRole(protect, "primary");
    auto* open = new QPushButton(icon(Icon::Open), tr("Open replica…"), this);
    auto* hint = centredLabel(tr("You can also drop a replica's folder here."), TypeSize::Small,
                              QFont::Normal, this);
    setRole(hint, "muted");
    m_recentRows->setContentsMargins(0, 2 * space, 0, 0);
    m_recentRows->setSpacing(2);

    auto* column = centredColumn(this);
    column->addWidget(picture, 0, Qt::AlignHCenter);
    column->addSpacing(space);
    column->addWidget(title);
    column->addWidget(words);
    column->addSpacing(2 * space);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space);
    buttons->addStretch();
    buttons->addWidget(protect);
    buttons->addWidget(open);
    buttons->addStretch();
    column->addLayout(buttons);
    column->addWidget(hint);
    column->addWidget(m_recent);
    connect(open, &QPushButton::clicked, this, &WelcomePage::openWanted);
    connect(protect, &QPushButton::clicked, this, &WelcomePage::protectWanted);
}

void WelcomePage::setRecent(const QStringList& addresses)
{
    while (QLayoutItem* item = m_recentRows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_recent->setVisible(!addresses.isEmpty());
    if (addresses.isEmpty())
        return;
    auto* title = new QLabel(tr("Opened before"), m_recent);
    title->setIndent(9);
    setRole(title, "muted");
    setType(title, TypeSize::Small);
    m_recentRows->addWidget(title);
    for (const QString& address :
         addresses.first(std::min<qsizetype>(recentShown, addresses.size()))) {
        auto* row = new QPushButton(icon(Icon::Database), {}, m_recent);
        row->setText(row->fontMetrics().elidedText(address, Qt::ElideMiddle, textWidth - 60));
        row->setToolTip(address);
        row->setAccessibleName(address);
        setRole(row, "row");
        m_recentRows->addWidget(row);
        connect(row, &QPushButton::clicked, this, [this, address] { emit recentWanted(address); });
    }
}

NoticePage::NoticePage(QWidget* parent)
    : QWidget(parent),
      m_icon(new QLabel(this)),
      m_title(centredLabel({}, TypeSize::Title, QFont::DemiBold, this)),
      m_sentence(centredLabel({}, TypeSize::Body, QFont::Normal, this)),
      m_progress(new QProgressBar(this)),
      m_retry(new QPushButton(this))
{
    setRole(m_sentence, "muted");
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(220);
    auto* column = centredColumn(this);
    column->addWidget(m_icon, 0, Qt::AlignHCenter);
    column->addSpacing(space);
    column->addWidget(m_title);
    column->addWidget(m_sentence);
    column->addSpacing(space);
    column->addWidget(m_progress, 0, Qt::AlignHCenter);
    column->addWidget(m_retry, 0, Qt::AlignHCenter);
    connect(m_retry, &QPushButton::clicked, this, &NoticePage::retryWanted);
}

void NoticePage::show(Kind kind, const QString& title, const QString& sentence,
                      const QString& retry)
{
    const Colours colours = Colours::of(palette());
    const QIcon drawing = kind == Kind::Failed    ? icon(Icon::Damage, colours.damage)
                          : kind == Kind::Loading ? icon(Icon::Database, colours.muted)
                                                  : icon(Icon::Note, colours.muted);
    m_icon->setPixmap(drawing.pixmap(QSize(44, 44), devicePixelRatioF()));
    m_title->setText(title);
    m_sentence->setText(sentence);
    m_progress->setVisible(kind == Kind::Loading);
    m_retry->setText(retry);
    m_retry->setVisible(!retry.isEmpty());
}

QString NoticePage::title() const
{
    return m_title->text();
}

QString NoticePage::sentence() const
{
    return m_sentence->text();
}

} // namespace walkeeper::ui
