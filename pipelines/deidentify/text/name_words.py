"""Word lists for names: which syllables begin one, what follows one, and what looks like one.

Surnames are the usual ones, given names only typical ones of both languages: no list is complete.
"""

from __future__ import annotations


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민나진지엄원천방공"
    "현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어편용예경봉사부"
)
COMMON_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민나진"
)
LONG_SURNAMES = ("남궁", "황보", "제갈", "선우", "독고", "사공", "서문", "동방")
# this, the former, the present, one, new, old, a door, first ...: names only when that is clear
ALSO_WORDS = frozenset("이전현한신구문두온원주공총선")
# 주차장, 공사장, 부반장: other words that end like a title
NO_TITLED = ("주차장", "하차장", "정차장", "공사장", "연회장", "이사장", "우대리", "인사장")
DEPUTY = "부"
# what a given name hardly ever ends in, and a word before a title does: 제목의 기사
NOT_AT_AN_END = "의는을를던된른"

# A title that is hardly ever anything else, and one that is another word or a trade, too.
STRONG_TITLES = (
    *("공장장", "기능장", "연구원", "반장", "조장", "과장", "차장", "부장", "대리", "주임", "계장"),
    *("팀장", "실장", "소장", "상무", "전무", "이사", "사장", "회장", "명장", "선생", "교수"),
    *("박사", "여사", "책임", "수석", "그룹장", "파트장", "센터장", "지점장", "본부장", "주무관"),
    *("관리사", "어르신"),
)
WEAK_TITLES = (
    *("직장", "기사", "기장", "사원", "프로", "대표", "감독", "매니저", "선임", "사부", "선배"),
)
RELATIONS = ("형님", "형", "누나", "언니", "아저씨", "아재", "삼촌", "선배")

# Beginnings of words of the trade that stand before a title: 배선 기사, 조립 반장, 이번 과장.
TRADE = _words(
    "배선 배관 전기 전자 전산 전체 전임 전담 조립 조선 조경 정비 정수 정밀 정규 안전 안내 생산",
    "품질 주조 주물 주간 주말 주임 금형 금속 도장 도금 도색 용접 용해 연마 연구 기계 기술 기사",
    "공정 공무 공장 공구 공사 공동 공용 현장 현재 현대 신입 신규 신임 구매 구역 구조 우리 이번",
    "이전 이런 이쪽 이제 이곳 지난 지역 지게 설비 설계 설치 제조 제품 제관 인사 인쇄 원자 원청",
    "하청 하도 하역 사출 사무 사내 성형 소방 소재 소형 석공 차량 차체 반도 부품 부서 선반 선박",
    "선임 여기 오전 오후 오늘 어제 어느 어떤 유압 유지 유리 고압 고객 고참 남자 남의 여자 모든",
    "모두 저번 저쪽 다른 같은 담당 자재 자동 작업 검사 계장 계측 관리 교육 교대 노조 노동 단조",
    "대형 대표 라인 물류 보전 보일 방수 방전 방문 배송 배차 변전 변압 열처 영업 장비 장치 재단",
    "절단 절삭 진공 초보 초임 총무 출하 택배 판금 포장 프레 협력 화물 회사 경비 경력 명예 임시",
    "임원 민간 나이 표면 표준 위험 위쪽 문제 한쪽 오래 처음 마지 최고 최근 최종 황동 염색 추가",
    "심사 나머 경리 국내 서울 인천 광주 대전 부산",
)
# Endings of teams and trades: 용접공, 생산부, 정비실, 연구소.
TEAM_ENDINGS = "부팀과공관"
JOBS = _words(
    "담당자 작업자 기술자 관리자 책임자 신입생 연구원 정비사 용접사 조립공 배관공 전기공 도장공",
    "안내원 하청업 조선소 정규직 현장직 사무직 고등학 전문가 기능공 선반공 주물공 용접공",
)
# What ends in 씨 and is nobody.
SEEDS = (
    *("날씨", "글씨", "솜씨", "말씨", "불씨", "저씨", "가씨", "꽃씨", "풀씨", "볍씨", "홀씨"),
    "맵씨",
)
SEED_WORDS = _words(
    "호박 수박 사과 참외 오이 고추 배추 상추 해바라기 이런 저런 그런 무슨 박 배 감",
)

GIVEN_KO = _words(
    "철수 영희 민수 영수 영호 영철 영식 민호 준호 성호 정호 상호 동현 정훈 상훈 재훈 성훈 지훈",
    "영훈 태식 성식 광식 춘식 병철 상철 종철 광수 진수 경수 성수 현수 창수 길동 길수 종수 동수",
    "만수 재석 재호 재현 재민 재원 승현 승호 승민 승우 현우 진우 정우 민우 도현 도윤 민준 서준",
    "예준 시우 주원 지호 지우 하준 건우 우진 선우 서연 서윤 지민 지현 지영 지은 수진 수연 수현",
    "수빈 은지 은영 은주 은정 미경 미숙 미영 미란 미정 정숙 영숙 경숙 현숙 순자 영자 정자 명자",
    "춘자 옥자 영순 정순 순옥 영미 선영 선희 경희 정희 순희 명희 숙희 혜진 혜영 유진 유정 보라",
    "보람 나영 하늘 병수 병호 용호 용수 용식 태호 태수 태영 태현 기철 기호 기훈 동진 동훈 동욱",
    "성민 성진 성태 성철 형준 형석 준영 준혁 준석 혁주 해숙 말자 복순 점순 판수 두식 덕수 덕호",
    "인수 인호 인철 찬호 찬영 창호 창식",
)

# English: before a name only.
HONORIFICS = ("Mr", "Mrs", "Ms", "Miss", "Mister", "Dr", "Doctor", "Prof", "Professor", "Madam")
# Work titles that stand right before a surname.
WORK_TITLES = (
    "Foreman", "Forewoman", "Supervisor", "Manager", "Director", "Inspector", "Superintendent",
    "Uncle", "Captain", "Chief",
)  # fmt: skip
# Capitalised and nobody's name.
NO_NAMES = _words(
    "I He She We They You It The This That These Those A An And But Or So If When Then Now Here",
    "There My Your His Her Our Their No Not Yes Korean German English American Chinese Japanese",
    "French Indian Vietnamese Polish Mexican British Catholic Christian Muslim Monday Tuesday",
    "Wednesday Thursday Friday Saturday Sunday January February March April May June July",
    "August September October November December Street Road Avenue Lane Drive Line Press Shop",
    "Plant Office Room Key Wrench Driver Knife Vise Torque Allen Phillips Stanley Vernier Bench",
    "Main North South East West Korea America Germany Japan China Busan Seoul Ulsan OK Okay Oh Sir",
    "Step Part Number Type Model",
)
GIVEN_EN = _words(
    "Aaron Adam Albert Alex Alice Alicia Amanda Amy Andrea Andrew Andy Angela Anna Anne Anthony",
    "Antonio Barbara Ben Benjamin Betty Bob Brenda Brian Bruce Carl Carlos Carmen Carol",
    "Caroline Catherine Charles Charlie Chris Christina Christine Christopher Claire Craig",
    "Cynthia Dan Daniel Danny Dave David Deborah Debra Dennis Diana Diane Donald Donna Doris",
    "Dorothy Doug Douglas Ed Eddie Edward Elena Elizabeth Ellen Emily Emma Eric Erik Eva Fred",
    "Gary George Gerald Gloria Gordon Greg Gregory Hannah Harold Harry Heather Helen Henry",
    "Howard Ian Irene Jacob James Jan Jane Janet Janice Jason Jean Jeff Jeffrey Jennifer Jenny",
    "Jerry Jessica Jim Jimmy Joan Joe John Johnny Jonathan Jose Joseph Joyce Juan Judith Judy",
    "Julia Julie Karen Karl Kate Kathleen Kathy Keith Kelly Ken Kenneth Kevin Kim Larry Laura",
    "Lauren Linda Lisa Louis Louise Lucy Luis Luke Margaret Maria Marie Martha Martin Mary Matt",
    "Matthew Megan Melissa Michael Michelle Mike Mohammed Nancy Nathan Nicholas Nicole Olga",
    "Oliver Olivia Pamela Patricia Patrick Paul Paula Pedro Peter Phil Philip Phyllis Rachel",
    "Ralph Rebecca Richard Rick Robert Roger Ron Ronald Ruth Ryan Sam Samantha Samuel Sandra",
    "Sara Sarah Scott Sean Sergei Sharon Shirley Simon Sofia Sophie Stephanie Stephen Steve",
    "Steven Susan Sven Teresa Theresa Thomas Tim Timothy Tom Tommy Tony Tyler Vanessa Victor",
    "Victoria Vincent Virginia Walter Wayne Wendy William Yvonne",
)
# Names that are verbs, tools, months or boxes, too: only with a surname behind.
GIVEN_OR_WORD = _words(
    "Art Bill Chuck Dean Drew Frank Gene Grace Grant Guy Jack June Mark Max May Miles Pat Ray",
    "Rob Rod Rose Roy Russ Skip Stan Will Cliff Dale Glenn Heath Lance Nick Penny Pearl Rusty",
)
